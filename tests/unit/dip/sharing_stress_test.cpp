#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <random>
#include <thread>

#include "core/completion.hpp"
#include "several_dips.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

/// Answers, or not, from any thread: after some turns through the pool, at the deadline, or when
/// cancelled.
class PoolTransport : public http::Transport {
 public:
  PoolTransport(asio::any_io_executor executor, std::shared_ptr<Clock> clock)
      : executor_(std::move(executor)), clock_(std::move(clock)) {}

 protected:
  void start_send(http::Request, Deadline deadline, SendHandler handler) override {
    auto exchange = std::make_shared<Exchange>(std::move(handler), executor_);
    exchange->completion.on_cancel([weak = std::weak_ptr<Exchange>(exchange)] {
      if (const auto self = weak.lock()) self->finish(Errc::cancelled);
    });
    clock_->async_wait_until(
        deadline, [exchange](boost::system::error_code) { exchange->finish(Errc::wait_timeout); });
    const auto number = ++count_;
    if (number % 3 != 0) take_turns(exchange, number % 7);
  }

 private:
  struct Exchange {
    Exchange(SendHandler handler, const asio::any_io_executor& executor)
        : completion(std::move(handler), executor) {}
    void finish(Result<http::Response> result) {
      if (!done.exchange(true)) completion.complete(std::move(result));
    }
    Completion<Result<http::Response>> completion;
    std::atomic<bool> done = false;
  };

  void take_turns(const std::shared_ptr<Exchange>& exchange, unsigned turns) {
    if (turns == 0) return exchange->finish(http::Response(200, {}, french));
    asio::post(executor_, [this, exchange, turns] { take_turns(exchange, turns - 1); });
  }

  const asio::any_io_executor executor_;
  const std::shared_ptr<Clock> clock_;
  std::atomic<unsigned> count_ = 0;
};

/// A dip that may be cancelled on its strand; counts how often it completes.
struct StressedDip {
  explicit StressedDip(const asio::any_io_executor& executor) : strand(executor) {}

  asio::strand<asio::any_io_executor> strand;
  asio::cancellation_signal signal;
  std::atomic<int> completions = 0;
};

}  // namespace

TEST_CASE("dips that share, time out, come late and are cancelled on many threads complete once") {
  constexpr int threads = 3;
  constexpr int dips_per_thread = 400;
  asio::thread_pool pool(threads);
  const auto clock = std::make_shared<testing::FakeClock>(pool.get_executor());
  const auto transport = std::make_shared<PoolTransport>(pool.get_executor(), clock);
  const auto* const members =
      GENERATE("{}", R"({"cache": {"ttl_ms": 1, "stale_on_error_ms": 2, "max_entries": 3},
                "late_answers": {"within_ms": 100}})");
  auto config = profile_with(members);
  REQUIRE(config);
  DataDipServices services(pool.get_executor());
  services.clock = clock;
  std::atomic<unsigned> late = 0;
  services.on_late_answer = [&late](const LateAnswer&) { ++late; };
  auto profile = std::make_optional<DataDipProfile>(*config, transport, services);

  std::vector<std::unique_ptr<StressedDip>> dips;
  for (int i = 0; i < threads * dips_per_thread; ++i)
    dips.push_back(std::make_unique<StressedDip>(pool.get_executor()));
  std::vector<std::thread> hosts;
  for (int host = 0; host < threads; ++host)
    hosts.emplace_back([&, host] {
      std::minstd_rand random(static_cast<unsigned>(host + 1));
      for (int i = 0; i < dips_per_thread; ++i) {
        auto& dip = *dips[static_cast<std::size_t>(host * dips_per_thread + i)];
        DataDipOptions options;
        if (random() % 2 == 0)
          options.deadline = clock->now() + std::chrono::milliseconds(random() % 20);
        const Variables call{{"ANI", std::to_string(random() % 4)}};
        const bool cancelled = random() % 3 == 0;
        // Started on the strand: a cancellation must not overtake the start.
        asio::post(dip.strand, [&dip, &profile, call, options]() mutable {
          profile->async_dip(
              call, std::move(options),
              asio::bind_cancellation_slot(
                  dip.signal.slot(),
                  asio::bind_executor(dip.strand, [&dip](DataDipOutcome) { ++dip.completions; })));
        });
        if (cancelled)
          asio::post(dip.strand, [&dip] { dip.signal.emit(asio::cancellation_type::terminal); });
        if (random() % 4 == 0) clock->advance(1ms);
      }
    });
  for (auto& host : hosts)
    host.join();
  // Ends every exchange that is still under way; each may begin another one for those with time.
  std::thread end([&] {
    const auto all_complete = [&dips] {
      return std::all_of(dips.begin(), dips.end(),
                         [](const auto& dip) { return dip->completions == 1; });
    };
    while (!all_complete()) {
      clock->advance(100ms);
      std::this_thread::yield();
    }
  });
  end.join();
  profile.reset();
  while (clock->advance_to_next()) {
  }
  pool.join();
  for (const auto& dip : dips)
    CHECK(dip->completions == 1);
  CHECK(clock->pending() == 0);
}
