#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "crmlink/core/clock.hpp"
#include "crmlink/http/message.hpp"
#include "crmlink/http/resilience_options.hpp"
#include "http/resilience/circuit_breaker.hpp"

namespace crmlink::http {

/// Returns whether the options find another attempt worth while after this result; whether it may
/// be made is another question.
bool is_worth_retrying(const RetryOptions& options, const Result<Response>& result);

/// Returns whether the request may go out twice even if it was applied the first time.
bool may_repeat(const Request& request, const ResilienceOptions& options) noexcept;

/// Returns what the result says about the server.
Verdict verdict_on(const Result<Response>& result) noexcept;

/// Returns how far the attempt got.
Delivery delivery_of(const Result<Response>& result) noexcept;

/// Returns which of two deliveries matters for the whole request: maybe_applied wins, then
/// answered.
Delivery worse(Delivery a, Delivery b) noexcept;

/// Returns the reply's Retry-After, at most `limit`; std::nullopt without a readable one.
std::optional<std::chrono::milliseconds> retry_after(const Result<Response>& result,
                                                     Clock::WallTime now,
                                                     std::chrono::milliseconds limit);

}  // namespace crmlink::http
