#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "contact/contact_config_state.hpp"
#include "crmlink/contact/contact_credential.hpp"
#include "crmlink/http/message.hpp"

namespace crmlink::contact {

/// What one integration sends.
struct Plan {
  http::Request request;      ///< Without a URL for `edi://echo`.
  boost::json::object shown;  ///< {request}: without secrets.
};

/// Returns the host's scopes with what every template may name besides.
Variables complete(const ContactLookupConfig::State& state, const Variables& scopes);

/// Plans the request of an event. Pure, but that it resolves the secrets which templates name; one
/// that isn't among the credentials is masked, which is what an explanation wants.
///
/// Fails with Errc::invalid_value for a value that can't stand in its slot, or when the URL misses
/// one; with Errc::invalid_url and Errc::secret_unavailable.
Result<Plan> make_plan(const ContactLookupConfig::State& state, const Variables& scopes,
                       const ContactCredentials& credentials);

/// What a reply, or a failure, comes to.
struct Reply {
  boost::json::value save;         ///< An object; null: nothing is saved.
  boost::json::value set;          ///< The same of what is set.
  boost::json::value debug;        ///< {debug}.
  std::vector<std::string> notes;  ///< What was left out, and why; without a customer's data.
  Error error;                     ///< Why nothing is saved or set; else none.
};

/// Reads a reply. Pure.
Reply read_reply(const ContactLookupConfig::State& state, const Variables& scopes,
                 boost::json::object request, const http::Response& response,
                 std::chrono::nanoseconds duration);

}  // namespace crmlink::contact
