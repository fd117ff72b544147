#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "crmlink/core/result.hpp"
#include "crmlink/http/message.hpp"

namespace crmlink::http {

/// Bounds what a reply may cost.
struct ResponseLimits {
  ResponseLimits() = default;
  ResponseLimits(std::size_t header, std::size_t body) : header_size(header), body_size(body) {}

  std::size_t header_size = 0;
  std::size_t body_size = 0;  ///< Decoded.
  bool decode = false;        ///< Whether content codings are undone; else the body stays as it is.
  /// Whether the body of a 2xx is taken part by part, see consume_part(); it has no limit then.
  bool streamed = false;
};

/// Frames a reply from bytes as they arrive, without I/O; interim replies (1xx) are skipped (RFC
/// 9110 §15.2).
class ResponseParser {
 public:
  ResponseParser();
  ResponseParser(Method method, ResponseLimits limits) : ResponseParser() {
    restart(method, limits);
  }
  ~ResponseParser();

  /// Gets ready for a reply to a request of that method. Keeps its memory.
  void restart(Method method, ResponseLimits limits);
  /// Forgets the reply, and gives back what a large one took.
  void clear();

  /// Consumes what it can of `bytes` and returns how much; call it again with the rest and more.
  /// Fails with Errc::malformed_response,
  /// ::header_too_large or ::body_too_large.
  Result<std::size_t> consume(std::string_view bytes);
  /// Consumes like consume(), but stops soon after a part of the streamed body is worth taking: it
  /// never holds more than some MiB, however well the body is compressed. Consumes nothing only
  /// when it needs more bytes, or a part is to be taken.
  Result<std::size_t> consume_part(std::string_view bytes);
  /// Whether the head of a reply is there whose body is taken in parts.
  bool streams() const;
  /// Returns the reply without its body.
  Response head() const;
  /// Moves what is there of the body into `part`; empty: nothing is.
  void take_part(std::string& part);
  /// Says that the peer has closed; fails with Errc::connection_closed unless that is how this
  /// reply ends, and like consume().
  Result<> consume_end();

  /// Whether the reply is whole.
  bool done() const;
  /// The status; zero before the status line is there.
  int status() const;
  /// Whether the server has said `100 Continue`.
  bool may_continue() const;
  /// Whether the head is there.
  bool head_done() const;
  /// Whether the connection may carry another request; ask when done.
  bool keep_alive() const;
  /// How long the server keeps the connection open when nothing happens on it, less a margin;
  /// std::nullopt when it doesn't say. Ask when done.
  std::optional<std::chrono::milliseconds> keep_alive_limit() const;
  /// Whether the reply ends with the connection, so that a truncated TLS stream can't be told from
  /// its end.
  bool ends_with_connection() const;
  /// Whether a content coding of the body is being undone.
  bool decodes() const;
  /// Gives the reply away; once, when done.
  Response take();

 private:
  class Framer;
  struct State;
  bool awaits_chunk() const;
  bool has_part() const;

  std::unique_ptr<State> state_;
};

}  // namespace crmlink::http
