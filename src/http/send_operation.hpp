#pragma once

#include <memory>
#include <string>

#include "core/completion.hpp"
#include "crmlink/http/transport.hpp"
#include "http/client_state.hpp"
#include "http/exchange.hpp"

namespace crmlink::http {

/// One async_send: waits for a connection, runs the exchange, on a stale connection once more, and
/// completes its handler exactly once.
///
/// Lives on the client's strand, owned by the ClientState until it has completed.
class SendOperation : public std::enable_shared_from_this<SendOperation>,
                      private ConnectionPool::Waiter,
                      private DeadlineQueue::Hook {
 public:
  SendOperation(ClientState& state, Request request, Transport::Deadline deadline,
                Transport::SendHandler handler);
  ~SendOperation() override;

  /// Installs the handler's cancellation; call it inside the initiating function.
  void allow_cancellation();
  void start();
  /// Completes with Errc::cancelled; nothing happens when it has completed.
  void cancel();

 private:
  void wait_for_connection();
  void on_connection(std::unique_ptr<Connection> connection, const PhaseTimes& spent) override;
  void on_no_connection(const Error& error) override;
  void on_deadline() override;
  void on_exchanged(Result<Response> result);
  bool may_replay() const;
  void answer(Response response);
  /// Ends what is under way, wherever it is, and fails with the code for that place.
  void interrupt(bool timed_out);
  void fail(ErrorInfo info);
  void complete(Result<Response> result);
  void wipe() noexcept;

  ClientState& state_;
  Request request_;
  Transport::Deadline deadline_;
  Completion<Result<Response>> completion_;
  std::string wire_;  ///< The rendered request; holds the bearer token.
  std::shared_ptr<ConnectionPool> pool_;
  std::shared_ptr<Exchange> exchange_;
  TimePoint waiting_since_{};
  Diagnostics diagnostics_;
  int http_status_ = 0;  ///< Of a reply that didn't come whole.
  bool completed_ = false;
};

}  // namespace crmlink::http
