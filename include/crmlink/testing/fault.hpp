#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/http/message.hpp"

namespace crmlink::testing {

/// What a FaultServer does wrong.
///
/// "N" is Turn::bytes. What has no N of its own here ignores it. Where nothing else is said, the
/// server then leaves it to the client to close the connection.
enum class Fault : std::uint8_t {
  none,  ///< Nothing: the reply of the Turn, and the connection stays open.

  // Of the whole server; only as its first turn.
  full_backlog,  ///< Never accepts: its queue of connections is full, so that connecting hangs.

  // Of a connection: used up when it is accepted, before any request.
  silent_handshake,         ///< Never answers the TLS handshake.
  tls_alert,                ///< Answers the TLS handshake with the alert handshake_failure.
  plain_on_tls,             ///< Answers the TLS handshake with a plain HTTP reply, then closes.
  wrong_host_certificate,   ///< Shows a good certificate that is for another host.
  expired_certificate,      ///< Shows a certificate that expired an hour ago.
  self_signed_certificate,  ///< Shows a certificate that nobody but itself vouches for.

  // Of a request: used up when its head has come.
  black_hole,        ///< Reads the request and never answers.
  drip,              ///< Sends the reply N bytes (1) at a time, Turn::interval apart.
  half_close,        ///< Sends N bytes (none) of the reply and ends its side; goes on reading.
  close,             ///< Closes after N bytes (half) of the reply, on TLS with close_notify.
  reset,             ///< Resets the connection after N bytes (none) of the reply.
  truncated_tls,     ///< A reply without a length, cut after N bytes (half) without close_notify.
  short_length,      ///< Content-Length says N (half of the body) and more follows.
  long_length,       ///< Content-Length says N (10) too much, then the connection is closed.
  doubled_length,    ///< Two Content-Length fields that differ.
  bad_chunk,         ///< A chunk whose size isn't a number.
  oversized_header,  ///< N bytes (16 MiB) of fields before the head ends.
  interim_flood,     ///< Interim replies (103) without end.
  two_replies,       ///< The reply twice, for one request.
  early_reply,       ///< Answers when the head has come, says so, ends its side, reads no more.
  garbage,           ///< Status 200, said to be JSON, with N bytes (64) that aren't text.
  html,              ///< Status 200 with a login page in HTML.
  bad_retry_after,   ///< Status 429 with a Retry-After that is no number and no date.
  expired_token,     ///< Status 200 with a JSON body that says the token has expired.
  deep_json,         ///< Status 200 with N (a million) arrays inside each other.
  gzip_bomb,         ///< A JSON body of N bytes (1 GiB), gzip-coded to a 158th of that.
};

/// Returns the name of a fault, as the enumerator is spelled; static storage.
CRMLINK_EXPORT std::string_view to_string(Fault fault) noexcept;

/// What a FaultServer does with one request, or, for some faults, with one connection. A value
/// type.
struct CRMLINK_EXPORT Turn {
  /// Answers with status 200 and a data dip's reply that sets a parameter.
  Turn();
  /// Does that wrong.
  Turn(Fault what);  // NOLINT(google-explicit-constructor): a script reads as a list of faults
  /// Does it wrong with another N.
  Turn(Fault what, std::size_t n);
  /// Answers as it should.
  Turn(int with_status, std::string with_body, std::vector<http::Field> with_fields = {});

  Fault fault = Fault::none;
  int status = 200;
  /// The body of the reply; a fault that has one of its own ignores it.
  std::string body = R"({"parameters": {"language": {"value": "fr"}}})";
  /// Sent besides Content-Type (application/json, unless there is one here) and Content-Length.
  std::vector<http::Field> fields;
  /// The N of Fault. std::nullopt: what stands there in parentheses.
  std::optional<std::size_t> bytes;
  /// How long a dripping server waits between two pieces. Zero: not at all.
  std::chrono::milliseconds interval{10};
};

}  // namespace crmlink::testing
