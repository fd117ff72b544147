#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <optional>
#include <string>

#include "crm_service.hpp"
#include "crmlink/core/secret.hpp"
#include "crmlink/http/tls.hpp"
#include "live_call.hpp"
#include "options.hpp"

namespace ivr {

/// The web service that the calls ask.
struct Service {
  std::string url;
  crmlink::Secret token;
  crmlink::http::TlsOptions trust;
  std::optional<crm_service::CrmService> own;  ///< When it runs in this process.
};

/// Starts a service in this process, or takes the one that the options name.
crmlink::Result<Service> find_service(const Options& options,
                                      const crm_service::Population& population);
/// Returns customers and strangers, made up or from a file.
crmlink::Result<crm_service::Population> load_population(const Options& options);
/// Reads the flow.
crmlink::Result<Flow> load_flow(const std::string& path);
/// Reads the profiles of the flow, whose files lie beside it, and makes one HTTP client for all.
crmlink::Result<Profiles> load_profiles(const Flow& flow, const Options& options,
                                        const Service& service,
                                        boost::asio::any_io_executor executor);

}  // namespace ivr
