#include "crmlink/http/client.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "http/client_state.hpp"
#include "http/send_operation.hpp"

namespace crmlink::http {

Client::Client(boost::asio::any_io_executor executor, ClientOptions options)
    : state_(std::make_shared<ClientState>(std::move(executor), std::move(options))) {}

Client::~Client() {
  close();
}

void Client::prepare(const Url& url) {
  // A failure shows again, with its reason, in every request that needs TLS.
  if (url.is_https()) static_cast<void>(state_->prepare_tls());
}

void Client::close() {
  boost::asio::post(state_->strand(), [state = state_] { state->close(); });
}

void Client::start_send(Request request, Deadline deadline, SendHandler handler) {
  auto operation =
      std::make_shared<SendOperation>(*state_, std::move(request), deadline, std::move(handler));
  operation->allow_cancellation();
  boost::asio::post(state_->strand(), [state = state_, operation = std::move(operation)]() mutable {
    state->start(std::move(operation));
  });
}

}  // namespace crmlink::http
