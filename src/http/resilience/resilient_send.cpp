#include "http/resilience/resilient_send.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "http/resilience/backoff.hpp"
#include "http/resilience/retry_policy.hpp"

namespace crmlink::http {

namespace asio = boost::asio;

ResilientSend::ResilientSend(std::shared_ptr<ResilienceState> state, Request request,
                             Transport::Deadline deadline, Transport::SendHandler handler)
    : state_(std::move(state)),
      request_(std::move(request)),
      deadline_(deadline),
      completion_(std::move(handler), state_->executor()),
      strand_(asio::make_strand(state_->executor())) {}

void ResilientSend::start() {
  member_ = state_->add(shared_from_this());
  completion_.on_cancel([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->request_cancel();
  });
  asio::post(strand_, [self = shared_from_this()] { self->begin(); });
}

void ResilientSend::request_cancel() {
  asio::post(strand_, [self = shared_from_this()] { self->cancel(); });
}

void ResilientSend::begin() {
  if (completed_) return;
  if (const auto valid = check_request(); !valid) return finish(valid.error());
  repeatable_ = may_repeat(request_, state_->options());
  may_hedge_ = repeatable_ && !request_.body_source && !request_.body_sink;
  add_idempotency_field();
  state_->guard(request_.url)->count(GuardEvent::request);
  begin_round();
}

void ResilientSend::begin_round() {
  guard_ = state_->guard(target());
  waiting_since_ = state_->clock().now();
  if (waiting_since_ >= deadline_) return on_no_turn_in_time();
  const auto turn = guard_->ask(request_.priority, shared_from_this(), deadline_);
  if (turn) return take_turn(*turn);
  wait_for_turn();
}

void ResilientSend::wait_for_turn() {
  waiting_for_turn_ = true;
  wait_until(deadline_, &ResilientSend::on_no_turn_in_time);
}

void ResilientSend::wait_until(SteadyTime when, void (ResilientSend::*on_time)()) {
  wait_.start(state_->clock(), when, strand_, [weak = weak_from_this(), on_time] {
    if (const auto self = weak.lock()) (*self.*on_time)();
  });
}

void ResilientSend::on_turn(Turn turn) {
  asio::post(strand_, [self = shared_from_this(), turn] { self->take_turn(turn); });
}

void ResilientSend::take_turn(const Turn& turn) {
  waiting_for_turn_ = false;
  wait_.cancel();
  if (completed_) {  // Cancelled while the turn was on its way.
    if (turn.pass) guard_->leave(*turn.pass, AttemptReport());
    return;
  }
  elapsed_.add(Phase::queue, state_->clock().now() - waiting_since_);
  if (!turn.pass) return on_refused(turn);
  launch(*turn.pass, false);
  arm_hedge();
}

void ResilientSend::on_no_turn_in_time() {
  if (waiting_for_turn_ && !guard_->withdraw(request_.priority, shared_from_this())) return;
  waiting_for_turn_ = false;
  elapsed_.add(Phase::queue, state_->clock().now() - waiting_since_);
  if (last_) return finish(std::move(*last_));
  finish(refusal_error(Turn{.pass = {}, .refusal = Errc::queue_timeout}));
}

void ResilientSend::on_refused(const Turn& turn) {
  if (fail_over()) return;
  if (last_) return finish(std::move(*last_));
  finish(refusal_error(turn));
}

void ResilientSend::launch(const TurnPass& pass, bool hedge) {
  const auto inner = state_->inner();
  if (!inner) return guard_->leave(pass, AttemptReport());  // Closed: the cancellation comes.
  auto attempt = std::make_shared<Attempt>();
  attempt->guard = guard_;
  attempt->pass = pass;
  attempt->started = state_->clock().now();
  attempt->hedge = hedge;
  in_flight_.push_back(attempt);
  ++attempts_;
  const auto deadline = attempt_deadline();
  inner->async_send(
      next_request(), deadline,
      asio::bind_cancellation_slot(attempt->cancellation.slot(),
                                   asio::bind_executor(strand_, [self = shared_from_this(),
                                                                 attempt](Result<Response> result) {
                                     self->on_attempt(attempt, std::move(result));
                                   })));
}

void ResilientSend::arm_hedge() {
  if (!may_hedge_) return;
  const auto delay = guard_->hedge_after();
  if (!delay || !fits(*guard_, *delay)) return;
  wait_until(state_->clock().now() + *delay, &ResilientSend::launch_hedge);
}

void ResilientSend::launch_hedge() {
  if (completed_ || cancelled_ || in_flight_.size() != 1) return;
  if (const auto pass = guard_->ask_for_hedge(request_.priority)) launch(*pass, true);
}

void ResilientSend::on_attempt(const AttemptPtr& attempt, Result<Response> result) {
  std::erase(in_flight_, attempt);
  attempt->guard->leave(attempt->pass, report_on(*attempt, result));
  if (completed_) return;  // The other one of a hedged pair has won.
  add_up(result);
  const bool failed = !result || is_worth_retrying(state_->options().retry, result);
  if (!failed && attempt->hedge) attempt->guard->count(GuardEvent::hedge_won);
  if (!failed) return finish(std::move(result));
  last_ = std::move(result);
  if (!in_flight_.empty()) return;
  if (cancelled_) return finish(Error(Errc::cancelled));
  end_round();
}

AttemptReport ResilientSend::report_on(const Attempt& attempt,
                                       const Result<Response>& result) const {
  AttemptReport report;
  report.verdict = verdict_on(result);
  if (!result) return report;
  // A refusal is quick; it doesn't say how long the work takes.
  if (!is_worth_retrying(state_->options().retry, result))
    report.latency = state_->clock().now() - attempt.started;
  const RateOptions& rate = state_->options().rate;
  if (!rate.learn) return report;
  const auto wall = state_->clock().wall_now();
  report.limits = read_limits(*result, wall);
  report.too_many = result->status() == 429;
  report.retry_after = retry_after(result, wall, rate.longest_stop);
  return report;
}

void ResilientSend::add_up(const Result<Response>& result) {
  const auto begun = result ? result->diagnostics().attempts : result.error().attempts();
  const auto elapsed = result ? result->diagnostics().elapsed : result.error().elapsed();
  if (begun > 1) attempts_ += begun - 1;
  if (begun == 0 && !result && result.error().is(Condition::overload)) --attempts_;
  for (std::size_t i = 0; i < phase_count; ++i)
    elapsed_.add(static_cast<Phase>(i), elapsed[static_cast<Phase>(i)]);
  delivery_ = worse(delivery_, delivery_of(result));
}

void ResilientSend::end_round() {
  wait_.cancel();
  const bool safe = repeatable_ || delivery_ == Delivery::not_sent;
  const bool worth = is_worth_retrying(state_->options().retry, *last_);
  if (safe && worth && (fail_over() || retry_later())) return;
  finish(std::move(*last_));
}

bool ResilientSend::fail_over() {
  if (!has_next_target()) return false;
  const Url& next = request_.alternatives[target_];
  const auto guard = state_->guard(next);
  if (!fits(*guard, std::chrono::nanoseconds(0))) return false;
  log_failure("trying " + next.masked());
  ++target_;
  guard->count(GuardEvent::failover);
  begin_round();
  return true;
}

bool ResilientSend::retry_later() {
  const RetryOptions& retry = state_->options().retry;
  if (retries_ + 1 >= retry.max_attempts) return false;
  std::chrono::nanoseconds delay = backoff_delay(retry, retries_ + 1, state_->random());
  const auto wish = retry_after(*last_, state_->clock().wall_now(), retry.retry_after_limit);
  if (wish) delay = std::max<std::chrono::nanoseconds>(delay, *wish);
  const auto guard = state_->guard(request_.url);
  if (!fits(*guard, delay) || !guard->withdraw_retry()) return false;
  target_ = 0;
  guard->count(GuardEvent::retry);
  ++retries_;
  elapsed_.add(Phase::queue, delay);
  log_failure("again in " +
              std::to_string(std::chrono::ceil<std::chrono::milliseconds>(delay).count()) + " ms");
  if (delay.count() == 0) {
    begin_round();
    return true;
  }
  wait_until(state_->clock().now() + delay, &ResilientSend::begin_round);
  return true;
}

void ResilientSend::cancel() {
  if (completed_ || cancelled_) return;
  cancelled_ = true;
  wait_.cancel();
  // Those under way say first whether the server may have acted, and close their connections.
  if (!in_flight_.empty()) return cancel_attempts();
  if (waiting_for_turn_) guard_->withdraw(request_.priority, shared_from_this());
  finish(Error(Errc::cancelled));
}

void ResilientSend::cancel_attempts() {
  // A transport of the host's might complete inside emit().
  const auto attempts = in_flight_;
  for (const auto& attempt : attempts)
    attempt->cancellation.emit(asio::cancellation_type::terminal);
}

void ResilientSend::finish(Result<Response> result) {
  if (std::exchange(completed_, true)) return;
  wait_.cancel();
  cancel_attempts();
  if (result)
    add_totals(*result);
  else
    result = with_totals(result.error());
  completion_.complete(std::move(result));
  state_->remove(member_);
}

}  // namespace crmlink::http
