#pragma once

#include <string>
#include <vector>

#include "crmlink/http/auth_options.hpp"

namespace crmlink::http {

/// Returns whether a URL belongs to one of the origins.
bool belongs_to(const std::vector<Url>& origins, const Url& url) noexcept;

/// Adds a credential that doesn't change to a request; what the request brings by itself wins.
/// Fails with Errc::secret_unavailable. Does nothing for AuthKind::none and ::oauth2.
Result<> add_credential(const AuthOptions& options, Request& request);

/// Returns whether the request says by itself who sends it.
bool has_authorization(const Request& request) noexcept;

/// Adds an access token.
void add_token(const std::string& scheme, const Secret& token, Request& request);

/// Returns the value of an Authorization field for `Basic`; `user` and `password` are encoded by
/// the caller where a standard wants that. Wipe it.
std::string basic_credential(std::string_view user, std::string_view password);

}  // namespace crmlink::http
