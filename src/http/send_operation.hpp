#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/completion.hpp"
#include "crmlink/http/transport.hpp"
#include "http/client_state.hpp"
#include "http/exchange.hpp"

namespace crmlink::http {

/// One async_send: waits for a connection, runs the exchange, on a stale connection once more, and
/// completes its handler exactly once. Used again for another request afterwards, with the memory
/// that it has.
///
/// Lives inside the client's Serial and belongs to the ClientState.
class SendOperation : private ConnectionPool::Waiter,
                      private DeadlineQueue::Hook,
                      private Exchange::User {
 public:
  /// Made for a place among the client's operations; `number` is of this object alone.
  SendOperation(ClientState& state, std::size_t place, std::uint64_t number);

  /// Takes what is to be sent and writes it as it goes over the wire, which may ask the host for a
  /// secret: call it outside of the Serial.
  void prepare(Request request, Transport::Deadline deadline,
               Completion<Result<Response>> completion);
  /// Installs the handler's cancellation; call it inside the initiating function.
  void allow_cancellation();
  void start();
  /// Completes with Errc::cancelled.
  void cancel();
  std::size_t place() const noexcept { return place_; }
  /// Tells one request from the next, also of another object in the same place.
  std::uint64_t ticket() const noexcept { return ticket_; }
  bool is_under_way() const noexcept { return completion_.has_value(); }

 private:
  void wait_for_connection();
  void on_connection(std::shared_ptr<Connection> connection, const PhaseTimes& spent) override;
  void on_no_connection(const Error& error) override;
  void on_deadline() override;
  void on_exchanged(Result<Response> result) override;
  void send_again(std::shared_ptr<Connection> connection);
  bool may_replay() const;
  std::uint64_t body_size() const noexcept;
  void answer(Response response);
  /// Ends what is under way, wherever it is, and fails with the code for that place.
  void interrupt(bool timed_out);
  void fail(ErrorInfo info);
  void complete(Result<Response> result);
  void count(const Result<Response>& result);
  void annotate(Finished& finished) const;
  void forget_request() noexcept;

  ClientState& state_;
  Request request_;
  Transport::Deadline deadline_{};
  std::optional<Completion<Result<Response>>> completion_;
  std::string wire_;                        ///< The rendered request; holds the bearer token.
  bool decodes_ = false;                    ///< Whether the reply's content coding is undone.
  bool expects_ = false;                    ///< Whether the body waits until the server wants it.
  std::shared_ptr<BodyTransfer> transfer_;  ///< Of a request with a source or a sink.
  Error unsendable_;                        ///< Why it couldn't be rendered.
  ConnectionPool* pool_ = nullptr;
  AddressHealth::Endpoint address_;  ///< Of the connection in use.
  Exchange exchange_;
  TimePoint waiting_since_{};
  Diagnostics diagnostics_;
  int http_status_ = 0;  ///< Of a reply that didn't come whole.
  const std::size_t place_;
  std::uint64_t ticket_;
};

}  // namespace crmlink::http
