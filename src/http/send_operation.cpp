#include "http/send_operation.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "core/forget_text.hpp"
#include "http/origin_name.hpp"
#include "http/request_renderer.hpp"
#include "http/response_builder.hpp"
#include "http/timeout_code.hpp"

namespace crmlink::http {
namespace {

ErrorInfo to_info(const Error& error) {
  ErrorInfo info(static_cast<Errc>(error.code().value()));
  info.detail = std::string(error.detail());
  info.phase = error.phase();
  return info;
}

constexpr int expectation_failed = 417;

void describe_source(const BodyTransfer& transfer, RequestDefaults& defaults) {
  defaults.has_source = transfer.has_source();
  defaults.source_size = transfer.size();
}

bool is_stale_connection(const Error& error) {
  return error == Errc::connection_closed || error == Errc::connection_reset ||
         error == Errc::send_failed;
}

}  // namespace

// The upper half of a ticket is the object's, the lower half counts its requests.
SendOperation::SendOperation(ClientState& state, std::size_t place, std::uint64_t number)
    : state_(state),
      exchange_(state.buffers(), state.reads(), state.deadlines(), *this),
      place_(place),
      ticket_(number << 32U) {}

void SendOperation::prepare(Request request, Transport::Deadline deadline,
                            Completion<Result<Response>> completion) {
  request_ = std::move(request);
  deadline_ = deadline;
  completion_.emplace(std::move(completion));
  diagnostics_ = Diagnostics();
  http_status_ = 0;
  pool_ = nullptr;
  const ClientOptions& options = state_.options();
  decodes_ = options.accept_encoding && !names_codings(request_);
  RequestDefaults defaults(options.user_agent, decodes_);
  if (request_.body_source || request_.body_sink)
    transfer_ = std::make_shared<BodyTransfer>(request_, state_.home().executor(), state_.serial());
  expects_ = options.expect_continue_above > 0 && body_size() > options.expect_continue_above;
  defaults.expect = expects_;
  if (transfer_) describe_source(*transfer_, defaults);
  const auto rendered = render_request(request_, defaults, wire_);
  unsendable_ = rendered ? Error() : rendered.error();
}

void SendOperation::allow_cancellation() {
  completion_->on_cancel([weak = state_.weak_from_this(), place = place_, ticket = ticket_] {
    if (const auto state = weak.lock()) state->cancel(place, ticket);
  });
}

void SendOperation::start() {
  if (state_.closed()) return interrupt(false);
  if (unsendable_) return fail(to_info(unsendable_));
  auto pool = state_.pool_for(request_.url);
  if (!pool) return fail(to_info(pool.error()));
  pool_ = *pool;
  waiting_since_ = std::chrono::steady_clock::now();
  if (deadline_ <= waiting_since_) return interrupt(true);
  state_.deadlines().arm(*this, deadline_);
  wait_for_connection();
}

void SendOperation::wait_for_connection() {
  ++diagnostics_.attempts;
  if (const auto queued = pool_->acquire(*this); !queued) {
    ErrorInfo info(Errc::queue_full);
    info.phase = Phase::queue;
    fail(info);
  }
}

void SendOperation::on_connection(std::shared_ptr<Connection> connection, const PhaseTimes& spent) {
  add(diagnostics_.elapsed, spent);
  diagnostics_.peer = connection->peer;
  address_ = connection->address;
  diagnostics_.reused_connection = connection->reused;
  ResponseLimits limits(state_.options().max_header_size, state_.options().max_body_size);
  limits.decode = decodes_;
  limits.streamed = transfer_ && transfer_->has_sink();
  Wire wire(wire_, expects_ ? request_.body.size() : 0, state_.options().expect_continue_limit);
  wire.transfer = transfer_.get();
  wire.holds_source = expects_;
  exchange_.start(std::move(connection), wire, request_.method, limits);
}

void SendOperation::on_no_connection(const Error& error) {
  add(diagnostics_.elapsed,
      attribute_wait(error.elapsed(), std::chrono::steady_clock::now() - waiting_since_));
  http_status_ = error.http_status();
  fail(to_info(error));
}

void SendOperation::on_exchanged(Result<Response> result) {
  add(diagnostics_.elapsed, exchange_.times());
  diagnostics_.delivery = exchange_.delivery();
  diagnostics_.decoded = exchange_.decoded();
  http_status_ = exchange_.http_status();
  const bool stale = !result && diagnostics_.reused_connection && !exchange_.heard_back() &&
                     is_stale_connection(result.error());
  auto connection = exchange_.release_connection();
  ConnectionPool& pool = *pool_;
  if (result && result->status() == expectation_failed && std::exchange(expects_, false)) {
    remove_expectation(wire_, request_.body.size());
    return send_again(std::move(connection));
  }
  if (result) {
    state_.health().report_success(address_);
    pool.note_answer();
    answer(std::move(*result));
    return connection ? pool.give_back(std::move(connection)) : pool.forget_leased();
  }
  if (stale && may_replay()) {
    pool.drop_idle();  // They are as old as the one that was dead.
    return send_again(nullptr);
  }
  ErrorInfo info = to_info(result.error());
  info.phase = exchange_.phase();
  fail(std::move(info));
  pool.forget_failed();
}

void SendOperation::send_again(std::shared_ptr<Connection> connection) {
  connection ? pool_->give_back(std::move(connection)) : pool_->forget_leased();
  waiting_since_ = std::chrono::steady_clock::now();
  wait_for_connection();
}

// A source that doesn't know its size may give anything.
std::uint64_t SendOperation::body_size() const noexcept {
  if (!transfer_ || !transfer_->has_source()) return request_.body.size();
  return transfer_->size().value_or(std::numeric_limits<std::uint64_t>::max());
}

bool SendOperation::may_replay() const {
  if (diagnostics_.attempts > 1) return false;
  if (diagnostics_.delivery == Delivery::not_sent) return true;
  if (transfer_ && !transfer_->can_repeat()) return false;
  return request_.repeatable.value_or(is_idempotent(request_.method));
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
  Phase phase = Phase::queue;
  std::string_view awaited_host;
  if (exchange_.is_under_way()) {
    phase = exchange_.phase();
    if (transfer_) awaited_host = transfer_->awaited_host();
    if (timed_out && awaited_host.empty())
      state_.health().report_failure(address_, std::chrono::steady_clock::now());
    add(diagnostics_.elapsed, exchange_.times());
    diagnostics_.delivery = exchange_.delivery();
    http_status_ = exchange_.http_status();
    exchange_.abort();  // Before anything is reported: what timed out must not be sent later.
    if (timed_out && awaited_host.empty())
      pool_->forget_failed();
    else
      pool_->forget_leased();
  } else if (pool_ != nullptr) {
    phase = pool_->awaited_phase();
    add(diagnostics_.elapsed,
        pool_->awaited_times(std::chrono::steady_clock::now() - waiting_since_));
    pool_->withdraw(*this);
  }
  ErrorInfo info(timed_out ? timeout_in(phase) : Errc::cancelled);
  info.phase = phase;
  info.detail = awaited_host;
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
  state_.deadlines().disarm(*this);
  count(result);
  Finished finished(std::move(*completion_), std::move(result));
  annotate(finished);
  completion_.reset();
  ++ticket_;
  forget_request();
  if (transfer_)
    std::exchange(transfer_, nullptr)->finish(std::move(finished));
  else
    state_.serial()->finish(std::move(finished));
  state_.take_back(*this);
}

void SendOperation::count(const Result<Response>& result) {
  OriginCounters& counters = pool_ == nullptr ? state_.other_counters() : pool_->counters();
  result ? counters.count_answer(result->status(), diagnostics_)
         : counters.count_failure(result.error(), diagnostics_);
}

void SendOperation::annotate(Finished& finished) const {
  if (!finished.result) {
    finished.log = diagnostics_;
    finished.trace = request_.trace;
  }
  if (!state_.options().observer) return;
  finished.record = std::make_unique<ExchangeRecord>(origin_name(request_.url), request_.method,
                                                     diagnostics_, request_.trace);
}

// Its head may hold secrets.
void SendOperation::forget_request() noexcept {
  constexpr std::size_t kept_size = 16 * 1024;
  const std::size_t body_size = std::min(request_.body.size(), wire_.size());
  OPENSSL_cleanse(wire_.data(), wire_.size() - body_size);
  forget_text(wire_, kept_size);
  // Moved out: an assignment would keep the memory of the body.
  const Request forgotten = std::move(request_);
  request_ = Request();
}

}  // namespace crmlink::http
