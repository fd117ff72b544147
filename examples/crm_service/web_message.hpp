#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm_service {

/// A name and its value, decoded.
using WebField = std::pair<std::string, std::string>;

/// The head of a request.
struct WebRequest {
  std::string method;
  std::string path;             ///< As it was sent: `/api/accounts/17`.
  std::vector<WebField> query;  ///< In order; names may repeat.
  std::string authorization;
  std::string cookie;
  std::string content_type;
  std::string idempotency_key;                  ///< Empty: none.
  std::optional<std::uint64_t> content_length;  ///< Bytes of the body; nullopt: chunked.
};

/// A reply, whole but for a file.
struct WebReply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<WebField> fields;  ///< Others than Content-Type.
  std::string file;              ///< Whose bytes are the body; empty: `body` is.
};

/// Parses `/path?query`; std::nullopt when it isn't that, or too long.
std::optional<std::pair<std::string, std::vector<WebField>>> parse_target(std::string_view target);
/// Parses the body of a form, `name=value&…`; std::nullopt when it isn't one.
std::optional<std::vector<WebField>> parse_form(std::string_view body);

/// Returns a reply of a JSON value.
WebReply json_reply(int status, const boost::json::value& value);
/// Returns `{"error": …}`.
WebReply problem(int status, std::string_view error);

/// Returns whether a text is UTF-8 (RFC 3629).
bool is_utf8(std::string_view text);

}  // namespace crm_service
