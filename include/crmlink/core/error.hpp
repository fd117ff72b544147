#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/error_condition.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "crmlink/core/complaint.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/core/phase.hpp"

namespace boost {
struct source_location;
}

namespace crmlink {

/// What went wrong, exactly. Compare with `error == Errc::x`, or with a Condition for the kind of
/// failure.
///
/// "Cancelled by the caller" and "our time ran out" are different codes; a time-out has a code per
/// phase.
enum class Errc : std::uint16_t {
  cancelled = 1,         ///< The caller cancelled the operation, or destroyed what ran it.
  queue_timeout,         ///< The deadline passed while waiting for a connection.
  resolve_timeout,       ///< The deadline passed during the DNS lookup.
  connect_timeout,       ///< The deadline passed while connecting.
  tls_timeout,           ///< The deadline passed during the TLS handshake.
  send_timeout,          ///< The deadline passed while sending.
  wait_timeout,          ///< The deadline passed before the first byte of the reply.
  receive_timeout,       ///< The deadline passed in the middle of the reply.
  queue_full,            ///< Too many requests wait for a connection already.
  resolve_failed,        ///< DNS answered with an error, or not at all.
  host_not_found,        ///< The name doesn't exist or has no address.
  connect_failed,        ///< No address of the host accepted the connection.
  tls_failed,            ///< The handshake failed, or the TLS stream broke.
  certificate_rejected,  ///< The peer's certificate isn't trusted, has expired or is for another
                         ///< host.
  send_failed,           ///< The connection broke while sending.
  connection_closed,     ///< The peer closed the connection before the reply was complete.
  connection_reset,      ///< The connection broke before the reply was complete.
  malformed_response,    ///< The peer sent something that isn't an HTTP/1.1 response.
  header_too_large,      ///< The reply's head is over the limit.
  body_too_large,        ///< The reply's body is over the limit.
  invalid_request,   ///< The request can't be sent safely: a control character in a header or the
                     ///< target, …
  invalid_url,       ///< Not an absolute http or https URL.
  invalid_json,      ///< Not JSON (RFC 8259), too deep, or not UTF-8.
  invalid_template,  ///< A template doesn't compile.
  invalid_path,      ///< A path into a JSON value doesn't compile.
  invalid_value,     ///< A value can't stand in its slot, e.g. a line break in a header.
  invalid_configuration,  ///< A configuration has complaints: see Error::complaints().
  invalid_argument,       ///< A function was called with something it can't work with.
  secret_unavailable,     ///< A secret's source gave none: variable not set, file not readable, …
  http_status,            ///< The server answered with a status that means failure here.
  invalid_response,       ///< The reply is HTTP, but not what the protocol above it demands.
  breaker_open,           ///< The server failed too often, and is left alone for a while.
  rate_limited,           ///< The server's limit leaves no turn before the deadline.
  proxy_refused,          ///< The proxy doesn't tunnel there; its status is Error::http_status().
  destination_refused,    ///< The guard doesn't let requests go to that host or address.
  too_many_redirects,     ///< The server sent the request elsewhere more often than is allowed.
  redirect_refused,    ///< The server sent the request where it must not go: from https to http, …
  body_source_failed,  ///< The host's source of the request's body failed, or gave another size
                       ///< than it announced.
  body_sink_failed,    ///< The host's sink of the reply's body failed.
  token_unavailable,   ///< No access token could be had: the server that issues them refused, or
                       ///< what it sent isn't one.
};

/// Returns the name of a code, as the enumerator is spelled; static storage.
CRMLINK_EXPORT std::string_view to_string(Errc code) noexcept;

/// What kind of failure it was; each holds for several codes.
enum class Condition : std::uint8_t {
  cancelled = 1,  ///< Cancelled by the caller.
  timeout,        ///< A deadline passed, in whichever phase.
  transport,      ///< No complete reply came, time-outs included.
  tls,            ///< TLS or the certificate.
  overload,       ///< Refused on our side, before anything was sent: queue full, breaker open, rate
                  ///< limit.
  configuration,  ///< What the integrator wrote, or a secret that he named, is wrong.
  response,       ///< A reply came, and can't be used.
};

/// Returns the category of Errc; the same object within one copy of the library.
CRMLINK_EXPORT const boost::system::error_category& error_category() noexcept;
/// Returns the category of Condition.
CRMLINK_EXPORT const boost::system::error_category& condition_category() noexcept;

CRMLINK_EXPORT boost::system::error_code make_error_code(Errc code) noexcept;
CRMLINK_EXPORT boost::system::error_condition make_error_condition(Condition condition) noexcept;

/// Collects what an Error is made of; every member is optional but `code`.
struct ErrorInfo {
  /// Starts a description of a failure.
  explicit ErrorInfo(Errc errc) : code(errc) {}

  Errc code;  ///< What went wrong.
  std::string
      where;  ///< What was being done, to what: "customer-lookup: POST https://crm.example/api".
  std::string detail;         ///< Our words on it. Never a secret, never a caller's data.
  std::string server_text;    ///< What the server said: untrusted; cut by the Error to 200 bytes.
  int http_status = 0;        ///< The reply's status; zero when none came.
  unsigned attempts = 0;      ///< Attempts begun; zero: refused before any.
  Phase phase = Phase::none;  ///< The phase in which it failed.
  PhaseTimes elapsed;         ///< Time spent per phase until then.
  Delivery delivery = Delivery::not_sent;  ///< Whether the request may have been applied.
  Complaints complaints;                   ///< For Errc::invalid_configuration.
};

/// Describes a failure. A cheap handle on a shared immutable block: copies share it.
///
/// A default-constructed Error means "none" (Boost's `result` needs one) and is false.
/// Thread-safe as an `int` is: distinct handles may be used at once, also when they share a block.
class CRMLINK_EXPORT Error {
 public:
  /// The most bytes of a server's text that an Error keeps.
  static constexpr std::size_t max_server_text = 200;

  /// Makes "no error".
  Error() noexcept;
  /// Makes an error of nothing but its code.
  Error(
      Errc code);  // NOLINT(google-explicit-constructor): `return Errc::x;` from a Result function
  /// Makes an error; cuts and cleans the server's text.
  Error(ErrorInfo info);  // NOLINT(google-explicit-constructor): the same

  /// Returns whether this describes a failure.
  explicit operator bool() const noexcept { return block_ != nullptr; }

  boost::system::error_code code() const noexcept;  ///< What went wrong; success for "none".
  bool is(Condition condition) const noexcept;      ///< Whether it is a failure of that kind.
  std::string_view where() const noexcept;          ///< What was being done, to what.
  std::string_view detail() const noexcept;         ///< Our words; no secrets, no caller's data.
  /// What the server said: at most max_server_text bytes, control characters replaced. Untrusted,
  /// and may hold a caller's data: don't log it unasked; message() leaves it out.
  std::string_view server_text() const noexcept;
  int http_status() const noexcept;  ///< Zero when no reply came.
  unsigned attempts() const noexcept;
  Phase phase() const noexcept;
  PhaseTimes elapsed() const noexcept;
  Delivery delivery() const noexcept;
  /// All complaints about a configuration; empty for other codes. Valid as long as a handle on this
  /// block lives.
  std::span<const Complaint> complaints() const noexcept;

  /// Returns one line for a log: where, what, and our detail (complaints: one line each).
  std::string message() const;

  /// Returns the same error with `outer: ` put before where(): `customer-lookup: POST https://…`.
  Error within(std::string_view outer) const;

  friend bool operator==(const Error& error, Errc code) noexcept {
    return error.code() == make_error_code(code);
  }
  /// Two errors are equal when their codes are.
  friend bool operator==(const Error& a, const Error& b) noexcept { return a.code() == b.code(); }

 private:
  std::shared_ptr<const ErrorInfo> block_;
};

/// What `.value()` of a failed Result throws; holds the Error.
class CRMLINK_EXPORT Exception : public boost::system::system_error {
 public:
  explicit Exception(Error error);
  ~Exception() override;
  /// Returns the failure.
  const Error& error() const noexcept { return error_; }
  /// Returns Error::message(); valid as long as a copy of this exception lives.
  const char* what() const noexcept override;

 private:
  Error error_;
  std::shared_ptr<const std::string> message_;  // shared: copying an exception must not throw
};

/// Throws Exception; found by `boost::system::result::value()`.
[[noreturn]] CRMLINK_EXPORT void throw_exception_from_error(const Error& error,
                                                            const boost::source_location& location);

}  // namespace crmlink

namespace boost::system {
template <>
struct is_error_code_enum<crmlink::Errc> : std::true_type {};
template <>
struct is_error_condition_enum<crmlink::Condition> : std::true_type {};
}  // namespace boost::system
