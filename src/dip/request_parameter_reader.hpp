#pragma once

#include <vector>

#include "crmlink/core/config.hpp"
#include "crmlink/dip/data_dip_config.hpp"
#include "crmlink/text/text_template.hpp"
#include "crmlink/text/variables.hpp"
#include "dip/data_dip_config_state.hpp"

namespace crmlink {

/// Reads `request_parameters` and compiles what they send; complaints go to the document.
class RequestParameterReader {
 public:
  /// `vocabulary` gets the SIP headers that the parameters name, so that templates may use them
  /// too.
  RequestParameterReader(Vocabulary& vocabulary, const FunctionRegistry& functions)
      : vocabulary_(vocabulary), functions_(functions) {}

  void read(ConfigObject& root, DataDipConfig::State& state);

 private:
  RequestParameter read_one(ConfigObject& object);
  void check_key(const ConfigObject& object, const RequestParameter& parameter,
                 const std::vector<RequestParameter>& earlier) const;
  std::optional<std::string> reference_of(const ConfigObject& object,
                                          const RequestParameter& parameter);
  std::optional<std::string> standard_reference(const ConfigObject& object,
                                                std::string_view name) const;
  std::optional<std::string> sip_reference(const ConfigObject& object, std::string_view name);
  std::optional<std::string> session_reference(const ConfigObject& object,
                                               std::string_view name) const;
  CompiledParameter compile(ConfigObject& object, const RequestParameter& parameter,
                            std::string_view reference) const;

  Vocabulary& vocabulary_;
  const FunctionRegistry& functions_;
};

}  // namespace crmlink
