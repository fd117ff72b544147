#include "crmlink/http/resilient_transport.hpp"

#include <utility>

#include "http/resilience/resilience_state.hpp"
#include "http/resilience/resilient_send.hpp"

namespace crmlink::http {

ResilientTransport::ResilientTransport(std::shared_ptr<Transport> inner,
                                       ResilienceServices services, ResilienceOptions options)
    : state_(std::make_shared<ResilienceState>(std::move(inner), std::move(services),
                                               std::move(options))) {}

ResilientTransport::~ResilientTransport() {
  state_->cancel_all();
}

void ResilientTransport::prepare(const Url& url) {
  state_->inner().prepare(url);
}

ResilienceStatistics ResilientTransport::statistics() const {
  return state_->statistics();
}

void ResilientTransport::start_send(Request request, Deadline deadline, SendHandler handler) {
  if (state_->passes_through(request)) {
    state_->inner().async_send(std::move(request), deadline, std::move(handler));
    return;
  }
  std::make_shared<ResilientSend>(state_, std::move(request), deadline, std::move(handler))
      ->start();
}

}  // namespace crmlink::http
