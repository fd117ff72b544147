#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace crmlink::bench {

/// One request as the server sees it; the views live as long as the buffer they were read from.
struct ServerRequest {
  std::string_view head;  ///< Request line and fields, the last line break included.
  std::string_view target;
  std::string_view body;
  std::size_t size = 0;  ///< Of all of it.
};

/// Reads the request at the start of `bytes`; none: it isn't whole yet.
std::optional<ServerRequest> read_request(std::string_view bytes);

/// What the server answers, and when.
struct ServerReply {
  const std::string* bytes = nullptr;  ///< Head and body; static storage.
  std::chrono::microseconds after{0};
  bool close = false;  ///< Whether the connection ends with it.
};

/// Answers a request as asked for, checking token and body: `/dip`, `/accounts?…`, either behind
/// `/after/<microseconds>` or, for a reply that ends the connection, `/close`.
ServerReply answer(const ServerRequest& request);

}  // namespace crmlink::bench
