#include "call_engine.hpp"

#include <utility>

namespace ivr {

using Clock = std::chrono::steady_clock;

CallEngine::CallEngine(boost::asio::any_io_executor executor, Flow flow, Profiles profiles,
                       CallEngineOptions options)
    : executor_(std::move(executor)),
      flow_(std::move(flow)),
      profiles_(std::move(profiles)),
      options_(options),
      timer_(executor_) {}

void CallEngine::start(std::vector<Call> calls, std::function<void()> on_done) {
  on_done_ = std::move(on_done);
  for (auto& call : calls) {
    auto& record = records_.emplace_back();
    record.number = records_.size();
    record.call = std::move(call);
  }
  began_ = Clock::now();
  start_due_calls();
}

void CallEngine::stop_new_calls() {
  accepting_ = false;
  timer_.cancel();
  start_due_calls();
}

void CallEngine::hang_up_all() {
  for (const auto& [number, call] : live_)
    call->hang_up(CallEnd::stopped);
}

void CallEngine::start_due_calls() {
  while (accepting_ && next_ < records_.size() && live_.size() < options_.concurrency) {
    const std::chrono::duration<double> offset(
        options_.rate > 0 ? static_cast<double>(next_) / options_.rate : 0);
    const auto due = began_ + std::chrono::duration_cast<Clock::duration>(offset);
    if (due > Clock::now()) return wait_until(due);
    start_call(records_[next_++]);
  }
  const bool no_more = !accepting_ || next_ == records_.size();
  if (no_more && live_.empty() && on_done_) std::exchange(on_done_, nullptr)();
}

void CallEngine::wait_until(Clock::time_point due) {
  timer_.expires_at(due);
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error) start_due_calls();
  });
}

void CallEngine::start_call(CallRecord& record) {
  const auto call = std::make_shared<LiveCall>(executor_, flow_, profiles_, record, options_.speed);
  live_.emplace(record.number, call);
  call->start([this, number = record.number] {
    live_.erase(number);
    start_due_calls();
  });
}

}  // namespace ivr
