#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crmlink/core/result.hpp"
#include "crmlink/http/message.hpp"

namespace crmlink::http {

/// What a client adds to a request that hasn't got it.
struct RequestDefaults {
  RequestDefaults(std::string_view agent, bool encoding)
      : user_agent(agent), accept_encoding(encoding) {}

  std::string_view user_agent;  ///< Empty: none.
  bool accept_encoding;         ///< Whether the codings that are undone are offered.
  bool expect = false;          ///< Whether the server is asked if it wants the body.
  /// The size of the body that Request::body_source gives; std::nullopt: sent in chunks.
  std::optional<std::uint64_t> source_size;
  bool has_source = false;
};

/// Takes the question whether the server wants the body out of a rendered request.
void remove_expectation(std::string& wire, std::size_t body_size);

/// Fails with Errc::invalid_request when a field can't be called that, or is the client's own.
Result<> check_field_name(std::string_view name);

/// Whether the request has a field of that name, in any letter case; a bearer token isn't one.
bool has_field(const Request& request, std::string_view name);

/// Whether the request says by itself which content codings it accepts.
bool names_codings(const Request& request);

/// Writes a request as it goes over the wire, head and body (only the head when a source gives it),
/// into `wire`, which it replaces and which may hold a secret then: wipe it.
///
/// Fails with Errc::invalid_request when a field could change the request's framing or carry a
/// second request (RFC 9110 §5.5, RFC 9112 §11), and with Errc::secret_unavailable.
Result<> render_request(const Request& request, const RequestDefaults& defaults, std::string& wire);

}  // namespace crmlink::http
