#include "http/redirected_send.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <string>
#include <utility>

#include "http/phase_timer.hpp"
#include "http/redirect.hpp"
#include "http/response_builder.hpp"

namespace crmlink::http {
namespace {

std::string describe(const Request& request) {
  return std::string(to_string(request.method)) + ' ' + request.url.masked();
}

Error too_many(const Response& response) {
  ErrorInfo info(Errc::too_many_redirects);
  info.http_status = response.status();
  info.phase = Phase::receive;
  info.delivery = Delivery::answered;
  return info;
}

}  // namespace

RedirectedSend::RedirectedSend(const std::shared_ptr<ClientState>& state, Request request,
                               Transport::Deadline deadline, Transport::SendHandler handler)
    : state_(state),
      strand_(boost::asio::make_strand(state->home().executor())),
      request_(std::move(request)),
      deadline_(deadline),
      completion_(std::move(handler), state->home()) {}

void RedirectedSend::start(std::size_t most_redirects) {
  left_ = most_redirects;
  completion_.on_cancel([weak = weak_from_this(), strand = strand_] {
    boost::asio::post(strand, [weak] {
      if (const auto self = weak.lock()) self->cancel();
    });
  });
  boost::asio::post(strand_, [self = shared_from_this()] { self->send(); });
}

void RedirectedSend::send() {
  const auto state = state_.lock();
  if (!state || cancelled_) return fail(Errc::cancelled);
  auto handler = [self = shared_from_this()](Result<Response> result) {
    self->on_result(std::move(result));
  };
  state->start(
      request_, deadline_,
      boost::asio::bind_cancellation_slot(cancel_request_.slot(),
                                          boost::asio::bind_executor(strand_, std::move(handler))));
}

void RedirectedSend::cancel() {
  cancelled_ = true;
  cancel_request_.emit(boost::asio::cancellation_type::terminal);
}

void RedirectedSend::on_result(Result<Response> result) {
  if (!result) return fail(result.error());
  if (is_redirect(*result)) return follow(*result);
  answer(std::move(*result));
}

void RedirectedSend::follow(const Response& response) {
  const Diagnostics& latest = response.diagnostics();
  add(earlier_.elapsed, latest.elapsed);
  earlier_.attempts += latest.attempts;
  if (left_ == 0) return fail(too_many(response));
  auto next = follow_redirect(request_, response);
  if (!next) return fail(next.error());
  --left_;
  ++earlier_.redirects;
  request_ = std::move(*next);
  send();
}

void RedirectedSend::answer(Response response) {
  Diagnostics& diagnostics = ResponseBuilder::diagnostics(response);
  if (earlier_.redirects > 0) {
    add(diagnostics.elapsed, earlier_.elapsed);
    diagnostics.attempts += earlier_.attempts;
    diagnostics.redirects = earlier_.redirects;
    diagnostics.final_url = request_.url;
  }
  completion_.complete(std::move(response));
}

void RedirectedSend::fail(const Error& error) {
  ErrorInfo info(static_cast<Errc>(error.code().value()));
  info.where = describe(request_);
  info.detail = std::string(error.detail());
  info.http_status = error.http_status();
  info.attempts = error.attempts() + earlier_.attempts;
  info.phase = error.phase();
  info.elapsed = error.elapsed();
  add(info.elapsed, earlier_.elapsed);
  info.delivery = error.delivery();
  completion_.complete(Error(std::move(info)));
}

}  // namespace crmlink::http
