#include "crmlink/http/authenticated_transport.hpp"

#include <utility>

#include "http/auth/auth_state.hpp"
#include "http/auth/authenticated_send.hpp"
#include "http/auth/credential.hpp"

namespace crmlink::http {

AuthenticatedTransport::AuthenticatedTransport(std::shared_ptr<Transport> inner,
                                               AuthServices services, AuthOptions options)
    : state_(
          std::make_shared<AuthState>(std::move(inner), std::move(services), std::move(options))) {}

AuthenticatedTransport::~AuthenticatedTransport() {
  state_->close();
}

void AuthenticatedTransport::prepare(const Url& url) {
  const auto inner = state_->inner();
  inner->prepare(url);
  if (state_->keeper()) inner->prepare(state_->options().oauth.token_url);
}

void AuthenticatedTransport::start_send(Request request, Deadline deadline, SendHandler handler) {
  if (!state_->concerns(request))
    return state_->inner()->async_send(std::move(request), deadline, std::move(handler));
  auto ready = state_->check(request);
  if (ready && state_->keeper() && !has_authorization(request))
    return std::make_shared<AuthenticatedSend>(state_, std::move(request), deadline,
                                               std::move(handler))
        ->start();
  if (ready) ready = add_credential(state_->options(), request);
  if (ready) return state_->inner()->async_send(std::move(request), deadline, std::move(handler));
  Completion<Result<Response>>(std::move(handler), state_->executor()).complete(ready.error());
}

}  // namespace crmlink::http
