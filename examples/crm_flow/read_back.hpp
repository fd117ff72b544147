#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "crmlink/crm/crm_session.hpp"
#include "options.hpp"
#include "setup.hpp"

namespace crm_flow {

/// What a GET of the CRM says in the end.
struct Shown {
  std::string url;
  int status = 0;            ///< Zero: no reply.
  boost::json::value value;  ///< null when it isn't JSON. Untrusted.
  std::string error;
};

/// Asks the CRM itself, past the endpoints of its configuration, what became of the call: the small
/// one for the caller's account, its newest record and what is on it, another one for the URLs of
/// the options. Those that need an id that nobody knows are left out.
boost::asio::awaitable<std::vector<Shown>> read_back(Setup& setup, crmlink::CrmSession session,
                                                     std::vector<std::string> urls,
                                                     std::string caller);

}  // namespace crm_flow
