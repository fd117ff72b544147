#include "http/auth/auth_state.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "http/auth/authenticated_send.hpp"
#include "http/auth/credential.hpp"

namespace crmlink::http {
namespace {

AuthServices complete(AuthServices services) {
  if (!services.clock) services.clock = make_system_clock(services.executor);
  if (!services.store) services.store = std::make_shared<MemoryTokenStore>(services.executor);
  return services;
}

Error refuse(Errc code, const Request& request, std::string detail) {
  ErrorInfo info(code);
  info.where = std::string(to_string(request.method)) + ' ' + request.url.masked();
  info.detail = std::move(detail);
  return info;
}

}  // namespace

AuthState::AuthState(std::shared_ptr<Transport> inner, AuthServices services, AuthOptions options)
    : services_(complete(std::move(services))),
      options_(std::move(options)),
      inner_(std::move(inner)) {
  if (options_.kind == AuthKind::oauth2)
    keeper_ = std::make_shared<TokenKeeper>(inner_, services_, options_.oauth);
}

std::shared_ptr<Transport> AuthState::inner() const {
  const std::lock_guard lock(mutex_);
  return inner_;
}

bool AuthState::concerns(const Request& request) const noexcept {
  if (options_.kind == AuthKind::none) return false;
  return options_.origins.empty() || belongs_to(options_.origins, request.url);
}

Result<> AuthState::check(const Request& request) const {
  const auto& origins = options_.origins;
  if (origins.empty())
    return refuse(Errc::invalid_configuration, request,
                  "the authentication names no origin that may get the credential");
  for (const Url& url : request.alternatives)
    if (!belongs_to(origins, url))
      return refuse(Errc::invalid_request, request,
                    "the alternative " + url.masked() + " may not get the credential");
  return {};
}

AuthState::Member AuthState::add(std::shared_ptr<AuthenticatedSend> request) {
  const std::lock_guard lock(mutex_);
  return under_way_.insert(under_way_.end(), std::move(request));
}

void AuthState::remove(Member member) {
  const std::lock_guard lock(mutex_);
  if (inner_) under_way_.erase(member);
}

void AuthState::close() {
  std::list<std::shared_ptr<AuthenticatedSend>> requests;
  std::shared_ptr<Transport> inner;
  {
    const std::lock_guard lock(mutex_);
    requests.swap(under_way_);
    inner.swap(inner_);
  }
  if (keeper_) keeper_->close();
  for (const auto& request : requests)
    request->request_cancel();
}

}  // namespace crmlink::http
