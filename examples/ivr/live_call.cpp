#include "live_call.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <utility>

#include "crmlink/dip/call_data.hpp"

namespace ivr {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// A flow that branches back and forth for ever is a mistake of its author.
constexpr int most_steps = 1000;
constexpr auto per_character = 60ms;
constexpr auto per_digit = 400ms;

std::string expand(const crmlink::TextTemplate& text, const crmlink::Variables& variables) {
  std::string expanded;
  // In a plain slot any value can stand; an absent one leaves the text empty.
  (void)text.expand(variables, expanded);
  return expanded;
}

std::string words_of(const std::exception_ptr& failure) {
  try {
    if (failure) std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "the flow goes in circles";
}

}  // namespace

LiveCall::LiveCall(asio::any_io_executor executor, const Flow& flow, const Profiles& profiles,
                   CallRecord& record, double speed)
    : executor_(std::move(executor)),
      flow_(flow),
      profiles_(profiles),
      record_(record),
      speed_(speed),
      timer_(executor_),
      patience_(executor_) {
  variables_.set("CALL_ID", "call-" + std::to_string(record.number));
  variables_.set("ANI", record.call.caller);
  variables_.set("DNIS", record.call.dialed);
}

void LiveCall::start(std::function<void()> ended) {
  watch_patience();
  auto done = [self = shared_from_this(), ended = std::move(ended)](std::exception_ptr failure) {
    self->finish(std::move(failure));
    ended();
  };
  asio::co_spawn(executor_, play_flow(),
                 asio::bind_cancellation_slot(cancel_.slot(), std::move(done)));
}

void LiveCall::hang_up(CallEnd why) {
  if (record_.end != CallEnd::none) return;
  record_.end = why;
  cancel_.emit(asio::cancellation_type::terminal);
}

void LiveCall::watch_patience() {
  if (record_.call.patience == 0ms) return;
  patience_.expires_after(record_.call.patience);
  patience_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (self && !error) self->hang_up(CallEnd::abandoned);
  });
}

void LiveCall::finish(std::exception_ptr failure) {
  patience_.cancel();
  record_.duration = std::chrono::steady_clock::now() - began_;
  if (record_.end != CallEnd::none) return;
  record_.end = CallEnd::lost;
  record_.problem = words_of(failure);
}

LiveCall::Playing LiveCall::play_flow() {
  // A caller who hangs up ends a step early; the loop then sees why.
  co_await asio::this_coro::throw_if_cancelled(false);
  for (int steps = 0; record_.end == CallEnd::none && steps < most_steps; ++steps) {
    if (next_ == flow_.steps.size()) {
      record_.end = CallEnd::hung_up;
      break;
    }
    const auto& step = flow_.steps[next_++];
    // Named, since GCC 12 destroys a capturing lambda twice inside of a co_await expression.
    auto playing = std::visit([this](const auto& action) { return play(action); }, step.action);
    co_await std::move(playing);
  }
}

LiveCall::Playing LiveCall::play(const AnswerStep&) {
  co_return;
}

LiveCall::Playing LiveCall::play(const SayStep& step) {
  co_await say(step.text);
}

LiveCall::Playing LiveCall::play(const CollectStep& step) {
  co_await say(step.prompt);
  const auto typed = std::exchange(record_.call.digits, {}).substr(0, step.digits);
  co_await wait(per_digit * typed.size());
  crmlink::set_session_parameter(variables_, step.into, typed);
}

LiveCall::Playing LiveCall::play(const DipStep& step) {
  crmlink::DataDipOptions options;
  options.on_slow = [this] { record_.heard_tone = true; };
  const auto& profile = profiles_.at(step.profile);
  auto outcome = co_await profile.async_dip(variables_, std::move(options), asio::use_awaitable);
  crmlink::set_session_parameters(variables_, outcome);
  record_.dips.push_back(std::move(outcome));
}

LiveCall::Playing LiveCall::play(const BranchStep& step) {
  const auto look_up = [this](std::string_view name) -> std::optional<std::string_view> {
    const auto value = crmlink::session_parameter(variables_, name);
    return value.empty() ? std::nullopt : std::optional(value);
  };
  next_ = step.otherwise;
  for (const auto& one : step.cases) {
    if (!one.condition.evaluate(look_up)) continue;
    next_ = one.target;
    break;
  }
  record_.branch = flow_.steps[next_].name;
  co_return;
}

LiveCall::Playing LiveCall::play(const TransferStep& step) {
  record_.queue = expand(step.queue, variables_);
  record_.end = CallEnd::transferred;
  co_return;
}

LiveCall::Playing LiveCall::play(const HangUpStep&) {
  record_.end = CallEnd::hung_up;
  co_return;
}

LiveCall::Playing LiveCall::say(const crmlink::TextTemplate& text) {
  const auto spoken = expand(text, variables_);
  co_await wait(per_character * spoken.size());
}

LiveCall::Playing LiveCall::wait(std::chrono::milliseconds in_life) {
  const auto shortened = std::chrono::duration<double, std::milli>(in_life) / speed_;
  timer_.expires_after(std::chrono::duration_cast<std::chrono::nanoseconds>(shortened));
  co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace ivr
