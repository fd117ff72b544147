#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crm_service.hpp"
#include "crmlink/dip/data_dip_profile.hpp"
#include "crmlink/http/client.hpp"
#include "crmlink/http/resilient_transport.hpp"
#include "options.hpp"

namespace exporter {

/// Everything that runs dips.
struct Setup {
  Setup(std::shared_ptr<crmlink::http::Client> use_client,
        std::shared_ptr<crmlink::http::ResilientTransport> use_transport,
        crmlink::DataDipProfile use_profile)
      : client(std::move(use_client)),
        transport(std::move(use_transport)),
        profile(std::move(use_profile)) {}

  std::optional<crm_service::CrmService> service;  ///< When it runs in this process.
  std::shared_ptr<crmlink::http::Client> client;
  std::shared_ptr<crmlink::http::ResilientTransport> transport;
  crmlink::DataDipProfile profile;
  std::vector<std::string> callers;  ///< Numbers to ask about.
};

/// Makes a profile, and the service that it asks unless the options name a profile.
crmlink::Result<Setup> make_setup(const Options& options, boost::asio::any_io_executor executor);

}  // namespace exporter
