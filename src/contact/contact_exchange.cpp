#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string>
#include <utility>

#include "contact/contact_config_state.hpp"
#include "contact/contact_flow.hpp"
#include "text/masked_excerpt.hpp"

namespace crmlink {
namespace {

namespace asio = boost::asio;

Error no_time_left() {
  ErrorInfo info(Errc::queue_timeout);
  info.where = "delay";
  info.detail = "the deadline comes before the end of the delay";
  return info;
}

}  // namespace

ContactExchange::ContactExchange(std::shared_ptr<ContactWorld> world,
                                 ContactIntegration integration, const Variables& scopes,
                                 ContactCallOptions options)
    : world_(std::move(world)),
      integration_(std::move(integration)),
      scopes_(scopes),
      options_(std::move(options)) {
  step_.name = integration_.config.name();
}

asio::awaitable<contact::Reply> ContactExchange::run() {
  co_await asio::this_coro::throw_if_cancelled(false);
  contact::Reply reply;
  if (!holds()) co_return reply;
  const bool waited = co_await wait();
  if (!waited) co_return reply;
  const auto& state = *integration_.config.state();
  auto plan = contact::make_plan(state, scopes_, world_->services.credentials);
  if (!plan) {
    fail(plan.error());
    co_return reply;
  }
  step_.url = state.echo ? "edi://echo" : plan->request.url.masked();
  const auto began = world_->now();
  const auto limit = began + state.timeout;
  auto response =
      co_await send(std::move(plan->request), std::min(limit, options_.deadline.value_or(limit)));
  step_.elapsed = world_->now() - began;
  if (!response) {
    fail(response.error());
    co_return reply;
  }
  step_.http_status = response->status();
  reply = contact::read_reply(state, scopes_, std::move(plan->shown), *response, step_.elapsed);
  for (const auto& note : reply.notes)
    step_.note.append(step_.note.empty() ? "" : "; ").append(note);
  if (options_.debug) step_.debug = AttachedData(reply.debug.as_object());
  step_.status = ContactStepStatus::done;
  if (reply.error) fail(text::quoting(reply.error, excerpt_of(*response)));
  co_return reply;
}

/// Returns the start of what the server said, without the secrets that it was sent.
std::string ContactExchange::excerpt_of(const http::Response& response) const {
  if (integration_.config.is_echo()) return {};
  text::Secrets secrets;
  for (const auto& id : integration_.config.credentials())
    secrets.push_back(&world_->services.credentials.find(id)->second.secret);
  return text::masked_excerpt(response.body(), secrets, Error::max_server_text);
}

bool ContactExchange::holds() {
  const auto& condition = integration_.config.state()->condition;
  if (!condition) return true;
  ContactConditionWorld around;
  around.now = world_->services.clock->wall_now();
  around.random = [this] { return world_->random(); };
  const auto verdict = condition->evaluate(scopes_, around);
  if (verdict.holds) return true;
  step_.status = ContactStepStatus::skipped;
  step_.note = verdict.problem.empty() ? "its condition doesn't hold"
                                       : "its condition can't be evaluated: " + verdict.problem;
  return false;
}

/// Waits for the delay; false: it was cancelled, or the deadline comes first.
asio::awaitable<bool> ContactExchange::wait() {
  const auto& config = integration_.config;
  const auto most = std::chrono::duration<double, std::milli>(config.delay_max() - config.delay());
  const auto least = std::chrono::nanoseconds(config.delay());
  step_.delay = least;
  if (most.count() > 0)
    step_.delay += std::chrono::duration_cast<std::chrono::nanoseconds>(most * world_->random());
  if (step_.delay.count() == 0) co_return true;
  const auto until = world_->now() + step_.delay;
  if (options_.deadline && until >= *options_.deadline) {
    fail(no_time_left());
    co_return false;
  }
  const auto clock = world_->services.clock;
  co_await clock->async_wait_until(until, asio::as_tuple(asio::use_awaitable));
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() == asio::cancellation_type::none) co_return true;
  fail(Errc::cancelled);
  co_return false;
}

asio::awaitable<Result<http::Response>> ContactExchange::send(http::Request request,
                                                              Clock::TimePoint deadline) {
  if (integration_.config.is_echo()) {
    std::vector<http::Field> fields;
    fields.emplace_back("Content-Type", "application/json");
    co_return http::Response(200, std::move(fields), std::move(request.body));
  }
  request.trace = options_.trace;
  const auto transport = integration_.transport;
  auto response = co_await transport->async_send(std::move(request), deadline, asio::use_awaitable);
  co_return response;
}

void ContactExchange::fail(const Error& error) {
  const bool cancelled = error.is(Condition::cancelled);
  step_.status = cancelled ? ContactStepStatus::cancelled : ContactStepStatus::failed;
  step_.error = error.within(step_.name);
  log();
}

void ContactExchange::log() const {
  const auto& logger = world_->services.logger;
  const auto level = step_.error.is(Condition::cancelled) ? LogLevel::info : LogLevel::warning;
  if (!logger.enabled(level)) return;
  auto line = step_.error.message();
  if (options_.trace) line.append(" (trace ").append(options_.trace.trace_id()).append(")");
  logger.write(level, "contact", line);
}

}  // namespace crmlink
