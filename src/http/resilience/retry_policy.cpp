#include "http/resilience/retry_policy.hpp"

#include <algorithm>

#include "crmlink/http/body_source.hpp"
#include "http/resilience/http_date.hpp"

namespace crmlink::http {
namespace {

enum class Failure : std::uint8_t { connect, reset, timeout, ours, final };

/// Sorts the errors of a transport by what another attempt could change.
Failure failure_of(const Error& error) noexcept {
  switch (static_cast<Errc>(error.code().value())) {
    case Errc::resolve_failed:
    case Errc::resolve_timeout:
    case Errc::host_not_found:
    case Errc::connect_failed:
    case Errc::connect_timeout:
    case Errc::tls_failed:
    case Errc::tls_timeout:
      return Failure::connect;
    case Errc::send_failed:
    case Errc::connection_closed:
    case Errc::connection_reset:
      return Failure::reset;
    case Errc::send_timeout:
    case Errc::wait_timeout:
    case Errc::receive_timeout:
      return Failure::timeout;
    case Errc::certificate_rejected:
    case Errc::malformed_response:
    case Errc::header_too_large:
    case Errc::body_too_large:
      return Failure::final;
    default:
      return Failure::ours;
  }
}

}  // namespace

bool is_worth_retrying(const RetryOptions& options, const Result<Response>& result) {
  if (result) {
    const auto& statuses = options.statuses;
    return std::find(statuses.begin(), statuses.end(), result->status()) != statuses.end();
  }
  switch (failure_of(result.error())) {
    case Failure::connect:
      return options.on_connect;
    case Failure::reset:
      return options.on_reset;
    case Failure::timeout:
      return options.on_timeout;
    default:
      return false;
  }
}

bool may_repeat(const Request& request, const ResilienceOptions& options) noexcept {
  if (request.body_source && !request.body_source->can_repeat()) return false;
  if (!request.idempotency_key.empty() && !options.idempotency_field.empty()) return true;
  return request.repeatable.value_or(is_idempotent(request.method));
}

// A 501 says what the server can't do at all; a 429 that it is alive.
Verdict verdict_on(const Result<Response>& result) noexcept {
  if (result)
    return result->status() >= 500 && result->status() != 501 ? Verdict::failure : Verdict::success;
  return failure_of(result.error()) == Failure::ours ? Verdict::neutral : Verdict::failure;
}

Delivery delivery_of(const Result<Response>& result) noexcept {
  return result ? Delivery::answered : result.error().delivery();
}

Delivery worse(Delivery a, Delivery b) noexcept {
  for (const auto delivery : {Delivery::maybe_applied, Delivery::answered})
    if (a == delivery || b == delivery) return delivery;
  return Delivery::not_sent;
}

std::optional<std::chrono::milliseconds> retry_after(const Result<Response>& result,
                                                     Clock::WallTime now,
                                                     std::chrono::milliseconds limit) {
  if (!result) return std::nullopt;
  const auto text = result->field("Retry-After");
  return text ? parse_retry_after(*text, now, limit) : std::nullopt;
}

}  // namespace crmlink::http
