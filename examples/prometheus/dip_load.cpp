#include "dip_load.hpp"

#include <utility>

namespace exporter {

DipLoad::DipLoad(const boost::asio::any_io_executor& executor, crmlink::DataDipProfile profile,
                 std::vector<std::string> callers, double rate)
    : timer_(executor),
      profile_(std::move(profile)),
      callers_(std::move(callers)),
      pause_(std::chrono::duration_cast<std::chrono::nanoseconds>(
          std::chrono::duration<double>(1 / rate))) {}

void DipLoad::start(std::size_t count, std::function<void()> on_done) {
  count_ = count;
  on_done_ = std::move(on_done);
  timer_.expires_after(std::chrono::nanoseconds(0));
  start_next();
}

void DipLoad::stop() {
  timer_.cancel();
}

void DipLoad::start_next() {
  const crmlink::Variables call{{"ANI", callers_[started_ % callers_.size()]}};
  ++started_;
  profile_.async_dip(call, {}, [this](const crmlink::DataDipOutcome&) {
    if (++ended_ == count_) on_done_();
  });
  if (started_ == count_) return;
  timer_.expires_at(timer_.expiry() + pause_);
  timer_.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled) start_next();
  });
}

}  // namespace exporter
