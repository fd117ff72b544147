#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "core/completion.hpp"
#include "http/resilience/clock_wait.hpp"
#include "http/resilience/resilience_state.hpp"
#include "http/resilience/strand.hpp"

namespace crmlink::http {

/// One async_send of a ResilientTransport, from the first wait for a turn to the last attempt.
///
/// A round is one attempt at one URL, and perhaps its hedge. After a round that failed comes the
/// next URL at once, or, when there is none, a wait and the first URL again. Lives on a strand of
/// its own, owned by the ResilienceState until it has completed.
class ResilientSend final : public TurnWaiter, public std::enable_shared_from_this<ResilientSend> {
 public:
  ResilientSend(std::shared_ptr<ResilienceState> state, Request request,
                Transport::Deadline deadline, Transport::SendHandler handler);

  /// Starts it; call it inside the initiating function.
  void start();
  /// Cancels it, from any thread.
  void request_cancel();
  void on_turn(Turn turn) override;

 private:
  /// One exchange of the inner transport.
  struct Attempt {
    std::shared_ptr<OriginGuard> guard;
    TurnPass pass;
    SteadyTime started;
    bool hedge = false;
    boost::asio::cancellation_signal cancellation;
  };
  using AttemptPtr = std::shared_ptr<Attempt>;

  // Rounds and turns.
  void begin();
  void begin_round();
  void wait_for_turn();
  void wait_until(SteadyTime when, void (ResilientSend::*on_time)());
  void take_turn(const Turn& turn);
  void on_no_turn_in_time();
  void on_refused(const Turn& turn);
  void end_round();
  bool fail_over();
  bool retry_later();

  // Attempts.
  void launch(const TurnPass& pass, bool hedge);
  void arm_hedge();
  void launch_hedge();
  void on_attempt(const AttemptPtr& attempt, Result<Response> result);
  AttemptReport report_on(const Attempt& attempt, const Result<Response>& result) const;
  void add_up(const Result<Response>& result);
  void cancel_attempts();

  // The end.
  void cancel();
  void finish(Result<Response> result);
  void add_totals(Response& response) const;
  Error with_totals(const Error& error) const;
  Error refusal_error(const Turn& turn) const;

  // What is asked of the request and the time left.
  Result<> check_request() const;
  void add_idempotency_field();
  Request next_request();
  const Url& target() const noexcept;
  bool has_next_target() const noexcept;
  bool another_may_follow() const noexcept;
  Transport::Deadline attempt_deadline() const;
  /// Whether an attempt after the delay can end before the deadline.
  bool fits(const OriginGuard& guard, std::chrono::nanoseconds delay) const;
  void log_failure(const std::string& what_next) const;

  const std::shared_ptr<ResilienceState> state_;
  Request request_;
  const Transport::Deadline deadline_;
  Completion<Result<Response>> completion_;
  Strand strand_;
  ResilienceState::Member member_;

  std::size_t target_ = 0;  ///< 0: the URL; from 1: the alternatives.
  unsigned retries_ = 0;
  std::shared_ptr<OriginGuard> guard_;  ///< Of the target.
  ClockWait wait_;                      ///< For the deadline, a retry or a hedge.
  SteadyTime waiting_since_{};
  bool waiting_for_turn_ = false;
  bool repeatable_ = false;
  bool may_hedge_ = false;
  bool cancelled_ = false;
  bool completed_ = false;

  std::vector<AttemptPtr> in_flight_;
  std::optional<Result<Response>> last_;  ///< Of the last attempt that failed.
  unsigned attempts_ = 0;
  PhaseTimes elapsed_;
  Delivery delivery_ = Delivery::not_sent;  ///< The worst of all attempts that have ended.
};

}  // namespace crmlink::http
