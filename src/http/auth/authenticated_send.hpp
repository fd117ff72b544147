#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <memory>
#include <optional>

#include "core/completion.hpp"
#include "http/auth/auth_state.hpp"
#include "http/resilience/clock_wait.hpp"
#include "http/resilience/strand.hpp"
#include "http/resilience/time_point.hpp"

namespace crmlink::http {

/// One async_send with an access token: waits for the token, sends, and once more when the reply
/// says that the token isn't accepted any more.
///
/// Lives on a strand of its own, owned by the AuthState until it has completed.
class AuthenticatedSend final : public TokenWaiter,
                                public std::enable_shared_from_this<AuthenticatedSend> {
 public:
  AuthenticatedSend(std::shared_ptr<AuthState> state, Request request, Transport::Deadline deadline,
                    Transport::SendHandler handler);

  /// Starts it; call it inside the initiating function.
  void start();
  /// Cancels it, from any thread.
  void request_cancel();
  void on_token(Result<IssuedToken> result) override;

 private:
  void ask(std::uint64_t refused);
  void wait_for_token();
  void on_no_token_in_time();
  void take_token(const Result<IssuedToken>& result);
  void send(const IssuedToken& token);
  void on_reply(Result<Response> result);
  bool may_renew(const Response& response) const;
  void cancel();
  void end_wait();
  void add_refused();
  void finish(Result<Response> result);
  void finish_without_token(const Error& error);

  const std::shared_ptr<AuthState> state_;
  Request request_;
  const Transport::Deadline deadline_;
  Completion<Result<Response>> completion_;
  Strand strand_;
  AuthState::Member member_;

  ClockWait wait_;
  SteadyTime waiting_since_{};
  boost::asio::cancellation_signal cancellation_;
  std::optional<Response> refused_;  ///< The reply that the token wasn't accepted.
  std::uint64_t generation_ = 0;     ///< Of the token that was sent.
  bool waiting_ = false;
  bool sending_ = false;
  bool cancelled_ = false;
  bool completed_ = false;
  unsigned attempts_ = 0;  ///< Before the latest exchange.
  PhaseTimes elapsed_;     ///< The same, waits for a token included.
};

}  // namespace crmlink::http
