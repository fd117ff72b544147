#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "crm/endpoint_state.hpp"
#include "crmlink/core/config.hpp"
#include "crmlink/text/text_template.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// Reads one endpoint of a configuration and compiles what it sends; complaints go to the document.
class CrmEndpointReader {
 public:
  /// All must outlive the reader. With `allow_insecure` plain http may go to any host.
  CrmEndpointReader(const Vocabulary& vocabulary, const FunctionRegistry& functions,
                    std::shared_ptr<const PhoneSettings> phones, bool allow_insecure)
      : vocabulary_(vocabulary),
        functions_(functions),
        phones_(std::move(phones)),
        allow_insecure_(allow_insecure) {}

  std::shared_ptr<const GenericCrmEndpoint::State> read(CrmOperation operation,
                                                        ConfigObject& object) const;

 private:
  using State = GenericCrmEndpoint::State;

  /// Reads the request and what its reply means, without the events that lead to it.
  std::shared_ptr<State> read_exchange(CrmOperation operation, ConfigObject& object) const;
  void read_url(ConfigObject& object, State& state) const;
  void read_request(ConfigObject& object, State& state) const;
  void read_query(ConfigObject& object, State& state) const;
  void read_body(ConfigObject& object, State& state) const;
  void read_json_body(ConfigObject& object, std::size_t format, State& state) const;
  void read_upload(ConfigObject& object, std::size_t format, State& state) const;
  text::JsonTemplate read_members(ConfigObject& object) const;
  text::JsonTemplate in_container(ConfigObject& object, text::JsonTemplate members) const;
  /// Finds out whose id the request can't be sent without.
  static void read_subject(const ConfigObject& object, State& state);
  void read_headers(ConfigObject& object, State& state) const;
  void read_reply(ConfigObject& object, State& state) const;
  void read_choice(ConfigObject& object, State& state) const;
  void read_conflict(ConfigObject& object, State& state) const;
  void read_verify(ConfigObject& object, std::vector<MatchRule>& rules) const;
  std::optional<MatchRule> read_rule(const ConfigValue& value) const;
  TextTemplate::Options options(Slot slot) const;

  const Vocabulary& vocabulary_;
  const FunctionRegistry& functions_;
  std::shared_ptr<const PhoneSettings> phones_;
  bool allow_insecure_;
};

}  // namespace crmlink
