#include "crm/crm_exchange.hpp"

#include <algorithm>
#include <boost/asio/use_awaitable.hpp>
#include <string>

#include "http/auth/auth_secrets.hpp"
#include "http/resilience/http_date.hpp"

namespace crmlink {
namespace {

namespace asio = boost::asio;

CrmReply failed_reply(const Error& error) {
  CrmReply reply;
  reply.status = error.http_status();
  reply.error = error;
  return reply;
}

/// Returns what a reply says of when to come back; what is beyond a day isn't believed.
std::optional<std::chrono::milliseconds> wait_of(const Result<http::Response>& response,
                                                 Clock::WallTime now) {
  constexpr std::chrono::hours most{24};
  const auto text = response ? response->field("Retry-After") : std::nullopt;
  return text ? http::parse_retry_after(*text, now, most) : std::nullopt;
}

}  // namespace

asio::awaitable<CrmReply> CrmExchange::run(const Variables& variables,
                                           std::shared_ptr<const CrmFile> file) {
  step_.operation = endpoint_.operation();
  step_.method = endpoint_.method();
  const auto began = world_->now();
  const auto response = co_await send(variables, std::move(file));
  retry_after_ = wait_of(response, world_->services.clock->wall_now());
  auto reply = response ? endpoint_.read(*response, variables)
                        : failed_reply(response.error().within(to_string(step_.operation)));
  if (reply.error) reply.error = reply.error.within(world_->config.name());
  if (response && !reply.error.server_text().empty())
    reply.error = text::quoting(
        reply.error, text::masked_excerpt(response->body(), http::secrets_of(world_->config.auth()),
                                          Error::max_server_text));
  step_.elapsed = world_->now() - began;
  step_.verdict = reply.verdict;
  step_.status = reply.status;
  step_.attempts =
      response ? std::max(response->diagnostics().attempts, 1U) : response.error().attempts();
  step_.candidates = reply.candidates;
  step_.unverified = reply.unverified;
  step_.error = reply.error;
  log();
  co_return reply;
}

asio::awaitable<Result<http::Response>> CrmExchange::send(const Variables& variables,
                                                          std::shared_ptr<const CrmFile> file) {
  auto request = file ? endpoint_.plan_upload(variables, *file) : endpoint_.plan(variables);
  if (!request) co_return request.error();
  step_.url = request->url.masked();
  request->trace = options_.trace;
  if (!is_find(endpoint_.operation())) request->idempotency_key = options_.idempotency_key;
  const auto limit =
      world_->now() + (file ? world_->config.upload_timeout() : world_->config.timeout());
  const auto deadline = std::min(limit, options_.deadline.value_or(limit));
  auto response =
      co_await world_->transport->async_send(std::move(*request), deadline, asio::use_awaitable);
  co_return response;
}

void CrmExchange::log() const {
  const auto& logger = world_->services.logger;
  const auto level = step_.error.is(Condition::cancelled) ? LogLevel::info : LogLevel::warning;
  if (!step_.error || !logger.enabled(level)) return;
  std::string line = step_.error.message();
  if (options_.trace) line.append(" (trace ").append(options_.trace.trace_id()).append(")");
  logger.write(level, "crm", line);
}

}  // namespace crmlink
