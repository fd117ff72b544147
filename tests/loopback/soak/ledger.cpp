#include "ledger.hpp"

#include <algorithm>
#include <cstdio>
#include <thread>

namespace crmlink::test::soak {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t most_printed = 30;

double milliseconds(nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

void print_distribution(const char* name, std::vector<nanoseconds> times) {
  if (times.empty()) return;
  std::sort(times.begin(), times.end());
  const auto at = [&](double share) {
    const auto index = static_cast<std::size_t>(share * static_cast<double>(times.size() - 1));
    return milliseconds(times[index]);
  };
  std::printf("  %-28s p50 %.3f  p99 %.3f  p99.9 %.3f  most %.3f ms (of %zu)\n", name, at(0.5),
              at(0.99), at(0.999), at(1), times.size());
}

}  // namespace

Ledger::Ledger(std::size_t calls) : ends_(calls) {
  late_.reserve(calls);
  late_by_client_.reserve(calls);
}

void Ledger::note_end(std::size_t number, const std::string& outcome, nanoseconds late,
                      nanoseconds late_by_client) {
  if (++ends_[number] > 1) complain(number, "ended more than once");
  {
    const std::lock_guard lock(mutex_);
    ++outcomes_[outcome];
    if (late > nanoseconds::zero()) {
      late_.push_back(late);
      late_by_client_.push_back(late_by_client);
    }
  }
  ++ended_;
}

void Ledger::complain(std::size_t number, const std::string& what) {
  const std::lock_guard lock(mutex_);
  if (++complaints_ <= most_printed) std::printf("FAILED: call %zu: %s\n", number, what.c_str());
}

// Without a lock: a thread that isn't let run while it has one would hold up the calls.
bool Ledger::wait_for(std::size_t calls, std::chrono::seconds patience) const {
  const auto limit = std::chrono::steady_clock::now() + patience;
  while (ended_ < calls && std::chrono::steady_clock::now() < limit)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return ended_ >= calls;
}

void Ledger::print() const {
  const std::lock_guard lock(mutex_);
  std::printf("%zu calls:\n", ended_.load());
  for (const auto& [outcome, count] : outcomes_)
    std::printf("  %-28s %zu\n", outcome.c_str(), count);
  std::printf("late, of those that ended after their deadline or cancellation:\n");
  print_distribution("behind a timer of our own", late_);
  print_distribution("less the machine's part", late_by_client_);
}

std::size_t Ledger::settle(std::size_t calls, std::chrono::milliseconds most_late) {
  for (std::size_t n = 0; n < calls; ++n)
    if (ends_[n] == 0) complain(n, "never ended");
  const std::lock_guard lock(mutex_);
  const auto late = std::count_if(late_by_client_.begin(), late_by_client_.end(),
                                  [most_late](nanoseconds time) { return time > most_late; });
  if (late > 0) {
    ++complaints_;
    std::printf("FAILED: %td calls ended more than %lld ms late\n", late,
                static_cast<long long>(most_late.count()));
  }
  return complaints_;
}

}  // namespace crmlink::test::soak
