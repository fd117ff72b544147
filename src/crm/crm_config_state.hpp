#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "crm/endpoint_state.hpp"
#include "crm/link_reader.hpp"
#include "crmlink/crm/crm_config.hpp"

namespace crmlink {

/// A configuration as the flows use it; shared by all copies, never changed.
class CrmConfig::State {
 public:
  using EndpointPtr = std::shared_ptr<const GenericCrmEndpoint::State>;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  EndpointPtr& at(CrmOperation operation) { return endpoints[static_cast<std::size_t>(operation)]; }
  const EndpointPtr& at(CrmOperation operation) const {
    return endpoints[static_cast<std::size_t>(operation)];
  }

  std::string name;
  http::AuthOptions auth;
  std::chrono::milliseconds timeout{0};
  std::chrono::milliseconds upload_timeout{0};
  bool reuse_records = false;
  bool skip_account_creation = false;
  bool skip_record_creation = false;
  std::shared_ptr<const PhoneSettings> phones;
  CrmRetryPolicy retry = CrmRetryPolicy::standard;
  std::array<EndpointPtr, crm_operation_count> endpoints;  ///< nullptr: not configured.
  Vocabulary vocabulary;
  CrmLinks links;
  std::chrono::milliseconds metadata_delay{0};
  std::vector<std::string> warnings;
};

}  // namespace crmlink
