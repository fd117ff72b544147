#include "caller.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "crmlink/dip/data_dip_profile.hpp"

namespace crmlink::test::soak {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;
using testing::Fault;

bool is_benign(Fault fault) {
  return fault == Fault::none || fault == Fault::drip || fault == Fault::early_reply;
}

}  // namespace

Caller::Caller(Services& services, std::size_t number, CallPlan plan)
    : services_(services),
      number_(number),
      plan_(std::move(plan)),
      strand_(asio::make_strand(services.context())),
      deadline_timer_(strand_),
      cancel_timer_(strand_) {}

void Caller::start() {
  asio::post(strand_, [self = shared_from_this()] { self->begin(); });
}

void Caller::begin() {
  due_ = steady_clock::now() + plan_.deadline;
  wait_for_deadline();
  wait_for_cancellation();
  const bool dips = plan_.way == Way::dip || plan_.way == Way::resilient_dip;
  dips ? dip() : send();
  if (ended_) complain("ended inside the initiating function");
}

void Caller::wait_for_deadline() {
  deadline_timer_.expires_at(due_);
  deadline_timer_.async_wait([self = shared_from_this()](boost::system::error_code stopped) {
    if (!stopped) self->mark_behind_all();
  });
}

void Caller::wait_for_cancellation() {
  if (!plan_.cancel) return;
  cancel_timer_.expires_after(*plan_.cancel);
  cancel_timer_.async_wait([self = shared_from_this()](boost::system::error_code stopped) {
    if (stopped || self->ended_) return;
    self->cancelled_ = true;
    self->signal_.emit(asio::cancellation_type::terminal);
    // By the way that a cancelled operation's handler takes, too.
    asio::post(self->services_.context(),
               [self] { asio::dispatch(self->strand_, [self] { self->mark(); }); });
  });
}

// Behind all that is ready to run: after a pause that the machine made, much is ready at once, and
// an operation's end has to wait for its turn as ours has.
void Caller::mark_behind_all() {
  asio::post(services_.context(), [self = shared_from_this()] {
    asio::dispatch(self->strand_, [self] { self->mark(); });
  });
}

void Caller::mark() {
  if (!ended_ && !mark_) mark_ = Mark{steady_clock::now(), services_.machine().total()};
}

http::Request Caller::make_request() const {
  const auto phone = to_phone(number_);
  const auto url = services_.servers().origin(plan_.target) + "/client?call=" + phone;
  http::Request request(plan_.post ? http::Method::post : http::Method::get,
                        http::Url::parse(url).value());
  if (plan_.post) request.body = phone;
  if (plan_.repeatable) request.repeatable = true;
  return request;
}

void Caller::send() {
  auto& transport = services_.transport(plan_.way == Way::resilient, plan_.small_pool);
  transport.async_send(
      make_request(), due_,
      asio::bind_cancellation_slot(
          signal_.slot(), asio::bind_executor(strand_, [self = shared_from_this()](
                                                           const Result<http::Response>& result) {
            self->on_response(result);
          })));
}

void Caller::dip() {
  const auto& profile =
      services_.profile(plan_.way == Way::resilient_dip, plan_.small_pool, plan_.target);
  DataDipOptions options;
  options.deadline = due_;
  options.on_slow = [self = shared_from_this()] {
    if (self->ended_) self->complain("was slow after its end");
  };
  profile.async_dip(
      Variables{{"ANI", "+" + to_phone(number_)}}, std::move(options),
      asio::bind_cancellation_slot(
          signal_.slot(),
          asio::bind_executor(strand_, [self = shared_from_this()](const DataDipOutcome& outcome) {
            self->on_outcome(outcome);
          })));
}

void Caller::on_response(const Result<http::Response>& result) {
  if (!result) {
    check_error(result.error());
    return end(result.error().code().message());
  }
  // The bomb's and the flood's replies have fields of their own; they are never taken for replies.
  check_reply(result->field("X-Call") == to_phone(number_));
  end("status " + std::to_string(result->status()));
}

void Caller::on_outcome(const DataDipOutcome& outcome) {
  if (outcome.succeeded())
    check_reply(outcome.value_or("call", "") == to_phone(number_));
  else
    check_error(outcome.error());
  end("dip " + std::string(to_string(outcome.status())));
}

void Caller::check_reply(bool echoed) {
  if (!echoed) complain("got the reply of another call");
  if (!may_be_answered(plan_.turn.fault))
    complain("took " + std::string(to_string(plan_.turn.fault)) + " for a reply");
}

void Caller::check_error(const Error& error) {
  if (error.is(Condition::cancelled)) {
    if (!cancelled_) complain("says that it was cancelled, and wasn't");
    return;
  }
  if (error.is(Condition::timeout)) {
    if (steady_clock::now() < due_) complain("timed out too early: " + error.message());
    return;
  }
  if (error.is(Condition::overload)) return;
  const bool transport = error.is(Condition::transport);
  if (!transport && !error.is(Condition::response)) return complain(error.message());
  // A connection's faults are its own; all others come from the call's own turn.
  const bool reached = plan_.target != Target::tls && error.delivery() != Delivery::not_sent;
  if (reached && is_benign(plan_.turn.fault))
    complain("failed without a fault: " + error.message());
}

void Caller::end(const std::string& outcome) {
  if (std::exchange(ended_, true)) return complain("ended twice");
  deadline_timer_.cancel();
  cancel_timer_.cancel();
  std::chrono::nanoseconds late{0};
  std::chrono::nanoseconds machine{0};
  if (mark_) {
    late = steady_clock::now() - mark_->when;
    machine = services_.machine().total() - mark_->machine;
  }
  services_.ledger().note_end(number_, outcome, late, late - std::min(late, machine));
}

void Caller::complain(const std::string& what) {
  services_.ledger().complain(number_, std::string(to_string(plan_.turn.fault)) + ": " + what);
}

}  // namespace crmlink::test::soak
