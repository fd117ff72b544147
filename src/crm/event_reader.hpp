#pragma once

#include "crm/endpoint_state.hpp"
#include "crmlink/core/config.hpp"
#include "crmlink/text/text_template.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// Reads which events the endpoints for comments and updates hear of; complaints go to the
/// document.
class CrmEventReader {
 public:
  /// Both must outlive the reader.
  CrmEventReader(const Vocabulary& vocabulary, const FunctionRegistry& functions)
      : vocabulary_(vocabulary), functions_(functions) {}

  /// Reads `events`; for a comment `text_format` and `texts`, too.
  void read(ConfigObject& object, GenericCrmEndpoint::State& state) const;

 private:
  void read_texts(ConfigObject& object, EventSettings& settings) const;

  const Vocabulary& vocabulary_;
  const FunctionRegistry& functions_;
};

}  // namespace crmlink
