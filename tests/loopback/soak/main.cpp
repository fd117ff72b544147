// Thousands of calls against servers that do everything wrong, with callers who hang up and
// deadlines that pass: each ends exactly once, in time, as what it was, and nothing is left behind.

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <string_view>
#include <thread>
#include <vector>

#include "caller.hpp"
#include "support/held_memory.hpp"

namespace crmlink::test::soak {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

constexpr std::size_t calls_per_second = 334;
constexpr std::size_t threads = 2;
constexpr std::size_t thirds = 3;
// Seconds; in a shorter run, all kept buffers haven't grown to their size after the second third.
constexpr std::size_t steady_after = 20;
constexpr std::chrono::milliseconds most_late = 10ms;
// What may be held more after the last third of a run than before: objects that are kept for the
// next request are as many as ever were in use at once. A leak of 40 bytes a call is more in a run
// of 30 s.
constexpr std::ptrdiff_t most_growth = 128 * 1024;
// What a busy machine may take for what takes milliseconds; only a hang takes longer.
constexpr std::chrono::seconds patience = 30s;
// Longer than a connection may be idle, and than a client waits before it looks for such.
constexpr std::chrono::milliseconds calm = 1100ms;

[[noreturn]] void give_up(const char* why) {
  std::printf("FAILED: %s\n", why);
  std::fflush(stdout);
  std::_Exit(1);
}

class Soak {
 public:
  Soak(std::uint64_t seed, std::size_t calls)
      : seed_(seed), calls_(calls), ledger_(calls), servers_(seed) {
    // This thread, too, holds locks of the context for a moment.
    machine_.add_this_thread();
    services_.emplace(context_, servers_, ledger_, machine_);
    for (std::size_t n = 0; n < threads; ++n)
      running_.emplace_back([this] {
        machine_.add_this_thread();
        context_.run();
        ++idle_;
      });
  }

  std::size_t run() {
    for (std::size_t third = 1; third <= thirds; ++third) {
      make_calls(calls_ * third / thirds);
      held_[third - 1] = held_when_calm();
    }
    finish();
    ledger_.print();
    return ledger_.settle(calls_, most_late);
  }

  /// Returns by how much more is held after the last third than it ever was before: what comes and
  /// goes doesn't count, what leaks does.
  std::ptrdiff_t growth() const {
    std::printf("memory held after each third: %zu, %zu, %zu bytes\n", held_[0], held_[1],
                held_[2]);
    return static_cast<std::ptrdiff_t>(held_[2]) -
           static_cast<std::ptrdiff_t>(std::max(held_[0], held_[1]));
  }

 private:
  void make_calls(std::size_t end) {
    const auto began = std::chrono::steady_clock::now();
    const std::size_t first = made_;
    for (; made_ < end; ++made_) {
      // In nanoseconds: in seconds it would be a burst of all calls of each second.
      std::this_thread::sleep_until(began + (made_ - first) * 1'000'000'000ns / calls_per_second);
      std::make_shared<Caller>(*services_, made_, CallPlan(seed_, made_))->start();
    }
    if (!ledger_.wait_for(made_, patience)) give_up("calls don't end");
  }

  /// Lets idle connections expire and buffers be given up that nobody needed for a while, so that
  /// the same is held each time.
  std::size_t held_when_calm() {
    for (int round = 0; round < 2; ++round) {
      std::this_thread::sleep_for(calm);
      for (const bool small : {false, true})
        services_->transport(false, small)
            .async_send(http::Request(http::Method::get,
                                      http::Url::parse(servers_.origin(Target::refusing)).value()),
                        std::chrono::steady_clock::now() + patience,
                        [](const Result<http::Response>&) {});
    }
    std::this_thread::sleep_for(calm);
    return held_memory();
  }

  /// The context runs out of work by itself, with clients and idle connections still there.
  void finish() {
    work_.reset();
    const auto limit = std::chrono::steady_clock::now() + patience;
    while (idle_ < threads && std::chrono::steady_clock::now() < limit)
      std::this_thread::sleep_for(1ms);
    if (idle_ < threads) give_up("the context doesn't run out of work");
    for (auto& thread : running_)
      thread.join();
    running_.clear();
  }

  const std::uint64_t seed_;
  const std::size_t calls_;
  Ledger ledger_;
  MachineWait machine_;
  Servers servers_;
  asio::io_context context_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
  std::optional<Services> services_;
  std::atomic<std::size_t> idle_ = 0;
  std::vector<std::thread> running_;
  std::size_t made_ = 0;
  std::array<std::size_t, thirds> held_{};
};

int soak(std::uint64_t seed, std::size_t seconds) {
  std::printf("soak: %zu s, seed %llu\n", seconds, static_cast<unsigned long long>(seed));
  std::fflush(stdout);
  const auto before = open_descriptors();
  std::size_t complaints = 0;
  std::ptrdiff_t growth = 0;
  {
    Soak run(seed, seconds * calls_per_second);
    complaints = run.run();
    growth = run.growth();
  }
  if (seconds >= steady_after && growth > most_growth) {
    ++complaints;
    std::printf("FAILED: it grew by %td bytes in the last third\n", growth);
  }
  const auto after = open_descriptors();
  std::printf("descriptors: %zu before, %zu after\n", before, after);
  if (after != before) {
    ++complaints;
    std::printf("FAILED: descriptors are left\n");
  }
  return complaints == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace crmlink::test::soak

int main(int count, char** arguments) {
  if (count > 1 && std::string_view(arguments[1]) == "--help") {
    std::printf("usage: soak [SECONDS [SEED]]\n");
    return EXIT_SUCCESS;
  }
  const std::size_t seconds = count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 30;
  const std::uint64_t seed =
      count > 2 ? std::strtoull(arguments[2], nullptr, 10) : std::random_device()();
  return crmlink::test::soak::soak(seed, seconds);
}
