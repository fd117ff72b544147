#include "http/auth/authenticated_send.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <string>
#include <utility>

#include "crmlink/http/body_source.hpp"
#include "http/auth/credential.hpp"
#include "http/error_info.hpp"
#include "http/phase_timer.hpp"
#include "http/response_builder.hpp"

namespace crmlink::http {

namespace asio = boost::asio;

AuthenticatedSend::AuthenticatedSend(std::shared_ptr<AuthState> state, Request request,
                                     Transport::Deadline deadline, Transport::SendHandler handler)
    : state_(std::move(state)),
      request_(std::move(request)),
      deadline_(deadline),
      completion_(std::move(handler), state_->executor()),
      strand_(asio::make_strand(state_->executor())) {}

void AuthenticatedSend::start() {
  member_ = state_->add(shared_from_this());
  completion_.on_cancel([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->request_cancel();
  });
  asio::post(strand_, [self = shared_from_this()] { self->ask(0); });
}

void AuthenticatedSend::request_cancel() {
  asio::post(strand_, [self = shared_from_this()] { self->cancel(); });
}

void AuthenticatedSend::ask(std::uint64_t refused) {
  if (completed_) return;
  waiting_since_ = state_->clock().now();
  if (waiting_since_ >= deadline_) return on_no_token_in_time();
  waiting_ = true;
  const auto answer = state_->keeper()->ask(shared_from_this(), refused);
  switch (answer.kind) {
    case TokenAnswer::Kind::token:
      return take_token(answer.token);
    case TokenAnswer::Kind::wait:
      return wait_for_token();
    case TokenAnswer::Kind::none:
      return take_token(answer.error);
    case TokenAnswer::Kind::no_use:
      return finish(std::move(*refused_));
  }
}

void AuthenticatedSend::wait_for_token() {
  wait_.start(state_->clock(), deadline_, strand_, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->on_no_token_in_time();
  });
}

void AuthenticatedSend::on_no_token_in_time() {
  end_wait();
  ErrorInfo info(Errc::queue_timeout);
  info.detail = "no access token came in time";
  info.phase = Phase::queue;
  finish_without_token(info);
}

void AuthenticatedSend::on_token(Result<IssuedToken> result) {
  asio::post(strand_, [self = shared_from_this(), result = std::move(result)] {
    if (self->waiting_) self->take_token(result);
  });
}

void AuthenticatedSend::take_token(const Result<IssuedToken>& result) {
  end_wait();
  if (!result) return finish_without_token(result.error());
  send(*result);
}

void AuthenticatedSend::end_wait() {
  if (!std::exchange(waiting_, false)) return;
  wait_.cancel();
  state_->keeper()->withdraw(shared_from_this());
  elapsed_.add(Phase::queue, state_->clock().now() - waiting_since_);
}

void AuthenticatedSend::send(const IssuedToken& token) {
  const auto inner = state_->inner();
  if (!inner) return finish(Error(Errc::cancelled));
  generation_ = token.generation;
  add_refused();
  Request request = refused_ ? std::move(request_) : request_;
  if (refused_) request_.url = request.url;  // What is left of it still says where it went.
  add_token(state_->options().oauth.scheme, token.access_token, request);
  sending_ = true;
  auto on_reply = [self = shared_from_this()](Result<Response> result) {
    self->on_reply(std::move(result));
  };
  inner->async_send(std::move(request), deadline_,
                    asio::bind_cancellation_slot(
                        cancellation_.slot(), asio::bind_executor(strand_, std::move(on_reply))));
}

void AuthenticatedSend::on_reply(Result<Response> result) {
  sending_ = false;
  if (!result || cancelled_ || !may_renew(*result)) return finish(std::move(result));
  refused_ = std::move(*result);
  ask(generation_);
}

// A sink has had the body of a reply that was a success by its status.
bool AuthenticatedSend::may_renew(const Response& response) const {
  if (refused_ || !state_->options().oauth.unauthorized.holds(response)) return false;
  if (request_.body_source && !request_.body_source->can_repeat()) return false;
  return !request_.body_sink || !response.ok();
}

void AuthenticatedSend::cancel() {
  if (completed_ || cancelled_) return;
  cancelled_ = true;
  // An exchange under way says first whether the server may have acted.
  if (sending_) return cancellation_.emit(asio::cancellation_type::terminal);
  end_wait();
  finish_without_token(Errc::cancelled);
}

// The request wasn't applied: nothing was sent, or its token was refused.
void AuthenticatedSend::finish_without_token(const Error& error) {
  add_refused();
  auto info = info_of(error);
  info.attempts = 0;
  info.elapsed = PhaseTimes();
  info.delivery = Delivery::not_sent;
  if (info.where.empty())
    info.where = std::string(to_string(request_.method)) + ' ' + request_.url.masked();
  finish(Error(std::move(info)));
}

// What the first exchange took counts, unless its reply is the result after all.
void AuthenticatedSend::add_refused() {
  if (!refused_) return;
  attempts_ += refused_->diagnostics().attempts;
  add(elapsed_, refused_->diagnostics().elapsed);
}

void AuthenticatedSend::finish(Result<Response> result) {
  if (std::exchange(completed_, true)) return;
  if (result) {
    auto& diagnostics = ResponseBuilder::diagnostics(*result);
    diagnostics.attempts += attempts_;
    add(diagnostics.elapsed, elapsed_);
  } else {
    auto info = info_of(result.error());
    info.attempts += attempts_;
    add(info.elapsed, elapsed_);
    result = Error(std::move(info));
  }
  completion_.complete(std::move(result));
  state_->remove(member_);
}

}  // namespace crmlink::http
