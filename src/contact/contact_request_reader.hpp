#pragma once

#include <string_view>

#include "contact/contact_config_state.hpp"
#include "crmlink/core/config.hpp"

namespace crmlink {

/// Reads what a configuration sends, and compiles it; complaints go to the document.
class ContactRequestReader {
 public:
  /// All must outlive the reader.
  ContactRequestReader(const ContactPatternFactory& patterns, ContactLookupConfig::State& state);

  /// Reads `url`.
  void read_url(ConfigObject& root);
  /// Reads `request`.
  void read_request(ConfigObject& request);

 private:
  void read_authentication(ConfigObject& request);
  void read_oauth(ConfigObject& authentication);
  void read_method(ConfigObject& request);
  void read_headers(ConfigObject& request);
  void read_params(ConfigObject& request);
  void read_body(ConfigObject& request);
  void read_condition(ConfigObject& request);
  void read_times(ConfigObject& request);
  void read_way(ConfigObject& request);
  std::optional<TextTemplate> read_text(const ConfigValue& value, std::string_view source,
                                        Slot slot);
  void check(const ConfigValue& value, const TextTemplate& text);

  const ContactPatternFactory& patterns_;
  ContactLookupConfig::State& state_;
  Vocabulary vocabulary_;
};

/// Reads what becomes of the reply: `response`; and `views`, that name what is saved.
void read_contact_response(ConfigObject& root, ContactLookupConfig::State& state);

}  // namespace crmlink
