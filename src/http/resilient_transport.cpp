#include "crmlink/http/resilient_transport.hpp"

#include <utility>

#include "http/resilience/resilience_state.hpp"
#include "http/resilience/resilient_send.hpp"

namespace crmlink::http {

ResilientTransport::ResilientTransport(std::shared_ptr<Transport> inner,
                                       ResilienceServices services, ResilienceOptions options)
    : inner_(std::move(inner)),
      state_(std::make_shared<ResilienceState>(inner_, std::move(services), std::move(options))) {}

ResilientTransport::~ResilientTransport() {
  state_->close();
}

void ResilientTransport::prepare(const Url& url) {
  inner_->prepare(url);
}

ResilienceStatistics ResilientTransport::statistics() const {
  return state_->statistics();
}

void ResilientTransport::start_send(Request request, Deadline deadline, SendHandler handler) {
  if (state_->passes_through(request)) {
    inner_->async_send(std::move(request), deadline, std::move(handler));
    return;
  }
  std::make_shared<ResilientSend>(state_, std::move(request), deadline, std::move(handler))
      ->start();
}

}  // namespace crmlink::http
