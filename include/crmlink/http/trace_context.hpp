#pragma once

#include <memory>
#include <string_view>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"

namespace crmlink::http {

/// Says which trace a request belongs to, so that the server's spans and the host's are found
/// together: W3C Trace Context, level 1.
///
/// Made by the host, which gives its own span as the parent; passed on as it is. Immutable and
/// cheap to copy; thread-safe. Views live as long as a copy does.
class CRMLINK_EXPORT TraceContext {
 public:
  /// The most bytes of a tracestate that are passed on (§3.3.1.5).
  static constexpr std::size_t max_state_size = 512;

  /// Makes none: nothing is sent.
  TraceContext() noexcept;
  /// Reads the fields `traceparent` and `tracestate` (§3.2, §3.3) as a request carries them.
  ///
  /// Fails with Errc::invalid_value, the detail saying what is wrong with `traceparent`: go on with
  /// none, a call isn't dropped for its trace. A later version than 00 is passed on as 00, with no
  /// flag but "sampled" (§4.3). A `tracestate` that is too long, isn't printable ASCII or has no
  /// member is left out; it is opaque otherwise.
  static Result<TraceContext> parse(std::string_view traceparent, std::string_view tracestate = {});

  /// Returns whether there is one.
  explicit operator bool() const noexcept { return state_ != nullptr; }
  /// Returns the field's value: `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01`; empty
  /// when there is none, as the following are.
  std::string_view traceparent() const noexcept;
  /// Returns the field's value; empty when nothing is to be sent.
  std::string_view tracestate() const noexcept;
  /// Returns 32 lower-case hexadecimal digits, for logs.
  std::string_view trace_id() const noexcept;
  /// Returns 16 of them: the host's span.
  std::string_view parent_id() const noexcept;
  /// Returns whether the host may have recorded its span.
  bool sampled() const noexcept;

 private:
  struct State;
  explicit TraceContext(std::shared_ptr<const State> state) noexcept;
  std::shared_ptr<const State> state_;
};

}  // namespace crmlink::http
