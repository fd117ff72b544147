#include "crmlink/http/client.hpp"

#include <utility>

#include "http/client_state.hpp"
#include "http/redirected_send.hpp"

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
  state_->close();
}

void Client::warm_up(const Url& url, std::size_t connections) {
  state_->warm_up(url, connections);
}

ClientStatistics Client::statistics() const {
  return state_->statistics();
}

void Client::start_send(Request request, Deadline deadline, SendHandler handler) {
  // The client may be destroyed by what this starts.
  const auto state = state_;
  const std::size_t redirects = request.max_redirects.value_or(state->options().max_redirects);
  if (redirects == 0) return state->start(std::move(request), deadline, std::move(handler));
  std::make_shared<RedirectedSend>(state, std::move(request), deadline, std::move(handler))
      ->start(redirects);
}

}  // namespace crmlink::http
