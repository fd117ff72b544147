#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>
#include <vector>

#include "agent_call.hpp"
#include "crm_service.hpp"
#include "crmlink/crm/crm_outbox.hpp"
#include "crmlink/http/transport.hpp"
#include "options.hpp"

namespace agent_desktop {

/// The CRM of this desktop, and what asks it.
struct Setup {
  Setup(crm_service::CrmService own_crm, std::shared_ptr<crmlink::http::Transport> by_transport,
        std::shared_ptr<crmlink::MemoryCrmOutbox> for_later, CallServices for_calls)
      : crm(std::move(own_crm)),
        transport(std::move(by_transport)),
        outbox(std::move(for_later)),
        services(std::move(for_calls)) {}

  crm_service::CrmService crm;
  std::shared_ptr<crmlink::http::Transport> transport;  ///< Adds the CRM's credential.
  std::shared_ptr<crmlink::MemoryCrmOutbox> outbox;
  CallServices services;
  std::vector<std::string> callers;  ///< Numbers that the CRM knows.
};

/// Starts the small CRM. `desktop_url` is where agents see its pages: `http://127.0.0.1:8080`.
crmlink::Result<Setup> make_setup(const std::string& desktop_url, const Options& options,
                                  boost::asio::any_io_executor executor);

}  // namespace agent_desktop
