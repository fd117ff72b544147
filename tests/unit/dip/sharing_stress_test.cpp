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

#include "several_dips.hpp"
#include "support/pool_transport.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

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
  const auto transport = std::make_shared<PoolTransport>(
      pool.get_executor(), clock,
      [](const http::Request&) { return http::Response(200, {}, french); });
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
