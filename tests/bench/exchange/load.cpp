#include "exchange/load.hpp"

#include <algorithm>

namespace crmlink::bench {

using std::chrono::steady_clock;

ClosedLoop::ClosedLoop(std::string_view client, const Setup& setup, std::size_t at_once)
    : at_once_(at_once), client_(make_client(client, setup, *this)) {}

void ClosedLoop::run(std::size_t count) {
  to_finish_ = count;
  const auto first = std::min(count, at_once_);
  to_start_ = count - first;
  for (std::size_t slot = 0; slot < first; ++slot)
    client_->start(slot);
  client_->run();
}

void ClosedLoop::finished(std::size_t slot, Ending ending) {
  if (ending != Ending::answered) give_up("a time-out");
  if (--to_finish_ == 0) client_->stop();
  if (to_start_ == 0) return;
  --to_start_;
  client_->start(slot);
}

OpenLoop::OpenLoop(std::string_view client, const Setup& setup)
    : client_(make_client(client, setup, *this)) {}

void OpenLoop::run(std::size_t count, double per_second) {
  using Seconds = std::chrono::duration<double>;
  samples_.assign(count, {});
  to_finish_ = count;
  const auto began = steady_clock::now();
  for (std::size_t i = 0; i < count; ++i) {
    const Seconds offset(static_cast<double>(i) / per_second);
    samples_[i].due = began + std::chrono::duration_cast<steady_clock::duration>(offset);
    client_->run_until(samples_[i].due);
    samples_[i].began = steady_clock::now();
    client_->start(i);
  }
  if (to_finish_ != 0) client_->run();
}

void OpenLoop::finished(std::size_t slot, Ending ending) {
  samples_[slot].ended = steady_clock::now();
  samples_[slot].ending = ending;
  if (--to_finish_ == 0) client_->stop();
}

}  // namespace crmlink::bench
