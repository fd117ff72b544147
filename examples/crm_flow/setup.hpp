#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crm_service.hpp"
#include "crmlink/crm/generic_crm.hpp"
#include "options.hpp"
#include "watched_transport.hpp"

namespace crm_flow {

/// The CRM of this run.
struct Setup {
  Setup(std::optional<crm_service::CrmService> own_service,
        std::shared_ptr<WatchedTransport> with_credential, crmlink::GenericCrm with_config,
        std::shared_ptr<crmlink::MemoryCrmOutbox> for_later)
      : own(std::move(own_service)),
        transport(std::move(with_credential)),
        crm(std::move(with_config)),
        outbox(std::move(for_later)) {}

  std::optional<crm_service::CrmService> own;  ///< When it runs in this process.
  std::shared_ptr<WatchedTransport> transport;
  crmlink::GenericCrm crm;
  std::shared_ptr<crmlink::MemoryCrmOutbox> outbox;
};

/// Starts the small CRM, or takes the one that the options name, and makes what asks it.
crmlink::Result<Setup> make_setup(const Options& options, boost::asio::any_io_executor executor);

/// Returns what is known of the session when it rings.
crmlink::Variables session_of(const Options& options);

/// Returns the faults that the options ask for.
crmlink::Result<std::vector<crm_service::Fault>> faults_of(const Options& options);

}  // namespace crm_flow
