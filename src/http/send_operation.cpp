#include "http/send_operation.hpp"

#include <openssl/crypto.h>

#include <utility>

#include "http/request_renderer.hpp"
#include "http/response_builder.hpp"
#include "http/timeout_code.hpp"

namespace crmlink::http {
namespace {

void add(PhaseTimes& sum, const PhaseTimes& part) {
  for (std::size_t i = 0; i < phase_count; ++i)
    sum.add(static_cast<Phase>(i), part[static_cast<Phase>(i)]);
}

ErrorInfo to_info(const Error& error) {
  ErrorInfo info(static_cast<Errc>(error.code().value()));
  info.detail = std::string(error.detail());
  info.phase = error.phase();
  return info;
}

bool is_stale_connection(const Error& error) {
  return error == Errc::connection_closed || error == Errc::connection_reset ||
         error == Errc::send_failed;
}

}  // namespace

SendOperation::SendOperation(ClientState& state, Request request, Transport::Deadline deadline,
                             Transport::SendHandler handler)
    : state_(state),
      request_(std::move(request)),
      deadline_(deadline),
      completion_(std::move(handler), state.executor()) {}

SendOperation::~SendOperation() {
  wipe();
}

void SendOperation::wipe() noexcept {
  OPENSSL_cleanse(wire_.data(), wire_.size());
}

void SendOperation::allow_cancellation() {
  completion_.on_cancel(
      [strand = state_.strand(), weak = weak_from_this(), alive = state_.weak_from_this()] {
        boost::asio::post(strand, [weak, alive] {
          const auto state = alive.lock();
          const auto operation = weak.lock();
          if (state && operation) operation->cancel();
        });
      });
}

void SendOperation::start() {
  if (completed_) return;
  if (state_.closed()) return interrupt(false);
  auto rendered = render_request(request_, state_.options().user_agent);
  if (!rendered) return fail(to_info(rendered.error()));
  wire_ = std::move(*rendered);
  auto pool = state_.pool_for(request_.url);
  if (!pool) return fail(to_info(pool.error()));
  pool_ = std::move(*pool);
  waiting_since_ = std::chrono::steady_clock::now();
  if (deadline_ <= waiting_since_) return interrupt(true);
  state_.deadlines().arm(*this, deadline_);
  wait_for_connection();
}

void SendOperation::wait_for_connection() {
  ++diagnostics_.attempts;
  waiting_since_ = std::chrono::steady_clock::now();
  if (const auto queued = pool_->acquire(*this); !queued) {
    ErrorInfo info(Errc::queue_full);
    info.phase = Phase::queue;
    fail(info);
  }
}

void SendOperation::on_connection(std::unique_ptr<Connection> connection, const PhaseTimes& spent) {
  add(diagnostics_.elapsed, spent);
  diagnostics_.peer = connection->peer;
  diagnostics_.reused_connection = connection->reused;
  const ResponseLimits limits(state_.options().max_header_size, state_.options().max_body_size);
  exchange_ = std::make_shared<Exchange>(std::move(connection), request_.method, limits);
  exchange_->start(wire_, state_.weak_from_this(),
                   [this](Result<Response> result) { on_exchanged(std::move(result)); });
}

void SendOperation::on_no_connection(const Error& error) {
  add(diagnostics_.elapsed,
      attribute_wait(error.elapsed(), std::chrono::steady_clock::now() - waiting_since_));
  fail(to_info(error));
}

void SendOperation::on_exchanged(Result<Response> result) {
  const auto exchange = std::exchange(exchange_, nullptr);
  add(diagnostics_.elapsed, exchange->times());
  diagnostics_.delivery = exchange->delivery();
  http_status_ = exchange->http_status();
  const Phase phase = exchange->phase();
  const bool stale = !result && diagnostics_.reused_connection && !exchange->heard_back() &&
                     is_stale_connection(result.error());
  auto connection = exchange->release_connection();
  const auto pool = pool_;
  if (result) {
    answer(std::move(*result));
    return connection ? pool->give_back(std::move(connection)) : pool->forget_leased();
  }
  if (stale && may_replay()) {
    pool->drop_idle();  // They are as old as the one that was dead.
    pool->forget_leased();
    return wait_for_connection();
  }
  ErrorInfo info = to_info(result.error());
  info.phase = phase;
  fail(std::move(info));
  pool->forget_leased();
}

bool SendOperation::may_replay() const {
  if (diagnostics_.attempts > 1) return false;
  return diagnostics_.delivery == Delivery::not_sent ||
         request_.repeatable.value_or(is_idempotent(request_.method));
}

void SendOperation::answer(Response response) {
  ResponseBuilder::diagnostics(response) = diagnostics_;
  complete(std::move(response));
}

void SendOperation::on_deadline() {
  interrupt(true);
}

void SendOperation::cancel() {
  interrupt(false);
}

void SendOperation::interrupt(bool timed_out) {
  if (completed_) return;
  const auto self = shared_from_this();
  const auto pool = pool_;
  Phase phase = Phase::queue;
  if (const auto exchange = std::exchange(exchange_, nullptr)) {
    phase = exchange->phase();
    add(diagnostics_.elapsed, exchange->times());
    diagnostics_.delivery = exchange->delivery();
    http_status_ = exchange->http_status();
    exchange->abort();  // Before anything is reported: what timed out must not be sent later.
    pool->forget_leased();
  } else if (pool) {
    phase = pool->awaited_phase();
    add(diagnostics_.elapsed,
        pool->awaited_times(std::chrono::steady_clock::now() - waiting_since_));
    pool->withdraw(*this);
  }
  ErrorInfo info(timed_out ? timeout_in(phase) : Errc::cancelled);
  info.phase = phase;
  fail(std::move(info));
}

void SendOperation::fail(ErrorInfo info) {
  info.where = std::string(to_string(request_.method)) + ' ' + request_.url.masked();
  info.attempts = diagnostics_.attempts;
  info.http_status = http_status_;
  info.elapsed = diagnostics_.elapsed;
  info.delivery = diagnostics_.delivery;
  complete(Error(std::move(info)));
}

void SendOperation::complete(Result<Response> result) {
  if (std::exchange(completed_, true)) return;
  const auto self = shared_from_this();
  state_.deadlines().disarm(*this);
  wipe();
  if (!result) state_.log(result.error(), diagnostics_);
  completion_.complete(std::move(result));
  state_.forget(*this);
}

}  // namespace crmlink::http
