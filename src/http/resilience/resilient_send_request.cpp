// What a ResilientSend knows of its request, and how it sums up.

#include <algorithm>

#include "http/error_info.hpp"
#include "http/resilience/resilient_send.hpp"
#include "http/resilience/retry_policy.hpp"
#include "http/response_builder.hpp"

namespace crmlink::http {
namespace {

std::string name_of(const Request& request, const Url& url) {
  return std::string(to_string(request.method)) + ' ' + url.masked();
}

}  // namespace

Result<> ResilientSend::check_request() const {
  for (const Url& url : request_.alternatives) {
    if (url.is_https() || !request_.url.is_https() || url.is_loopback()) continue;
    ErrorInfo info(Errc::invalid_request);
    info.where = name_of(request_, request_.url);
    info.detail = "the alternative " + url.masked() + " isn't https, as the URL is";
    return Error(std::move(info));
  }
  return {};
}

void ResilientSend::add_idempotency_field() {
  const auto& name = state_->options().idempotency_field;
  if (request_.idempotency_key.empty() || name.empty()) return;
  request_.fields.emplace_back(name, request_.idempotency_key);
  request_.repeatable = true;
}

Request ResilientSend::next_request() {
  Url url = target();
  const bool last = !another_may_follow() && state_->options().hedge.percentile <= 0;
  Request request = last ? std::move(request_) : request_;
  if (last) {
    // What is left of it still says where it went.
    request_.url = url;
    target_ = 0;
    request_.alternatives.clear();
  }
  request.url = std::move(url);
  request.alternatives.clear();
  return request;
}

const Url& ResilientSend::target() const noexcept {
  return target_ == 0 ? request_.url : request_.alternatives[target_ - 1];
}

bool ResilientSend::has_next_target() const noexcept {
  return target_ < request_.alternatives.size();
}

bool ResilientSend::another_may_follow() const noexcept {
  return has_next_target() || retries_ + 1 < state_->options().retry.max_attempts;
}

Transport::Deadline ResilientSend::attempt_deadline() const {
  const auto limit = state_->options().retry.attempt_limit;
  if (limit.count() == 0 || !repeatable_ || !another_may_follow()) return deadline_;
  return std::min(deadline_, state_->clock().now() + limit);
}

bool ResilientSend::fits(const OriginGuard& guard, std::chrono::nanoseconds delay) const {
  const auto left = deadline_ - state_->clock().now();
  return delay < left && guard.least_time() < left - delay;
}

void ResilientSend::log_failure(const std::string& what_next) const {
  if (!state_->logger().enabled(LogLevel::info)) return;
  std::string line = name_of(request_, target()) + ": ";
  if (!last_)
    line += "no turn";
  else if (*last_)
    line += "HTTP status " + std::to_string((*last_)->status());
  else
    line += last_->error().code().message();
  state_->logger().write(LogLevel::info, "http",
                         line + " (attempts " + std::to_string(attempts_) + "), " + what_next);
}

void ResilientSend::add_totals(Response& response) const {
  auto& diagnostics = ResponseBuilder::diagnostics(response);
  diagnostics.attempts = attempts_;
  diagnostics.elapsed = elapsed_;
  // A success settles what an earlier attempt left open; a refusal, such as a conflict, doesn't.
  diagnostics.delivery = response.ok() ? Delivery::answered : delivery_;
}

Error ResilientSend::with_totals(const Error& error) const {
  ErrorInfo info = info_of(error);
  if (info.where.empty()) info.where = name_of(request_, target());
  info.attempts = attempts_;
  info.elapsed = elapsed_;
  info.delivery = delivery_;
  return info;
}

Error ResilientSend::refusal_error(const Turn& turn) const {
  ErrorInfo info(turn.refusal);
  info.where = name_of(request_, target());
  info.phase = Phase::queue;
  if (turn.retry_in.count() > 0)
    info.detail =
        "for " +
        std::to_string(std::chrono::ceil<std::chrono::milliseconds>(turn.retry_in).count()) +
        " ms more";
  return info;
}

}  // namespace crmlink::http
