#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/strand.hpp>
#include <cstddef>
#include <memory>

#include "core/completion.hpp"
#include "crmlink/http/transport.hpp"
#include "http/client_state.hpp"

namespace crmlink::http {

/// One async_send that follows redirects: a request after the other, each complete in itself,
/// outside of the client's Serial. Whoever doesn't ask for redirects pays nothing.
///
/// Lives on a strand of its own and keeps itself alive; completes with Errc::cancelled when the
/// client has gone.
class RedirectedSend : public std::enable_shared_from_this<RedirectedSend> {
 public:
  RedirectedSend(const std::shared_ptr<ClientState>& state, Request request,
                 Transport::Deadline deadline, Transport::SendHandler handler);

  /// Call it inside the initiating function.
  void start(std::size_t most_redirects);

 private:
  void send();
  void cancel();
  void on_result(Result<Response> result);
  void follow(const Response& response);
  void answer(Response response);
  void fail(const Error& error);

  std::weak_ptr<ClientState> state_;
  boost::asio::strand<boost::asio::any_io_executor> strand_;
  Request request_;
  Transport::Deadline deadline_;
  Completion<Result<Response>> completion_;
  boost::asio::cancellation_signal cancel_request_;
  Diagnostics earlier_;  ///< Of the requests that were redirected.
  std::size_t left_ = 0;
  bool cancelled_ = false;
};

}  // namespace crmlink::http
