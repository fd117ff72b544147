// Lookups on several threads: for the sanitizers, and to see that nobody gets another's data.

#include <algorithm>
#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <memory>
#include <optional>
#include <random>
#include <thread>

#include "contact_stand.hpp"
#include "crmlink/contact/contact_lookup.hpp"
#include "crmlink/testing/fake_clock.hpp"
#include "support/pool_transport.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

/// A call that may be cancelled, on its strand; counts how often it completes.
struct StressedCall {
  StressedCall(const asio::any_io_executor& executor, std::string who)
      : strand(executor), caller(std::move(who)) {}

  asio::strand<asio::any_io_executor> strand;
  asio::cancellation_signal signal;
  std::string caller;
  std::atomic<int> completions = 0;
};

/// What is counted over all calls.
struct Tally {
  /// Takes what came of a call, which holds its own caller's data and one step an integration.
  void add(const std::string& caller, const ContactOutcome& outcome) {
    for (const auto& [name, value] : outcome.data.json()) {
      ++found;
      if (value != boost::json::value("/x?who=" + caller)) ++strange;
    }
    if (outcome.steps.size() != 3) ++strange;
    for (const auto& step : outcome.steps)
      if (step.status == ContactStepStatus::started) ++started;
  }

  std::atomic<int> found = 0;
  std::atomic<int> strange = 0;
  std::atomic<int> started = 0;
  std::atomic<int> ended = 0;
};

/// One that saves, one in the background, and one that waits and runs by chance.
std::vector<ContactLookupConfig> configs() {
  const auto with = [](std::string_view request, std::string_view key) {
    std::string save;
    if (!key.empty())
      save = R"(, "response": {"save": {")" + std::string(key) + R"(": "{response.body}"}})";
    return R"("request": {"method": "GET", "params": {"who": "{contact.source}"})" +
           std::string(request) + "}" + save;
  };
  constexpr auto* url = "https://crm.example/x";
  return {config_of(around(with("", "first"), "first", url)),
          config_of(around(with(R"(, "delay": 0.001)", ""), "quiet", url)),
          config_of(around(with(R"(, "delay": 0.001, "delayMax": 0.005,
                                   "condition": "random.random() < 0.5")",
                                "second"),
                           "second", url))};
}

http::Response echo(const http::Request& request) {
  return {200, {}, '"' + std::string(request.url.target()) + '"'};
}

/// Starts a call on its strand: a cancellation must not overtake the start.
void start(StressedCall& call, const ContactLookup& lookup, ContactCallOptions options,
           Tally& tally) {
  asio::post(call.strand, [&call, lookup, options = std::move(options), &tally]() mutable {
    const auto scopes = scopes_of(R"({"source": ")" + call.caller + "\"}");
    auto end = [&call, &tally](const ContactOutcome& outcome) {
      tally.add(call.caller, outcome);
      ++call.completions;
    };
    lookup.async_run(
        scopes, std::move(options),
        asio::bind_cancellation_slot(call.signal.slot(), asio::bind_executor(call.strand, end)));
  });
}

}  // namespace

TEST_CASE(
    "lookups that time out, are cancelled and lose their handle complete once, each by its "
    "caller") {
  constexpr int threads = 3;
  constexpr int calls_per_thread = 200;
  asio::thread_pool pool(threads);
  const auto clock = std::make_shared<testing::FakeClock>(pool.get_executor());
  const auto transport = std::make_shared<PoolTransport>(pool.get_executor(), clock, echo);
  Tally tally;
  ContactServices services(pool.get_executor());
  services.clock = clock;
  services.on_background_end = [&tally](const ContactStep&) { ++tally.ended; };
  auto lookup = std::optional(ContactLookup::make(configs(), transport, services).value());

  std::vector<std::unique_ptr<StressedCall>> calls;
  for (int i = 0; i < threads * calls_per_thread; ++i)
    calls.push_back(std::make_unique<StressedCall>(pool.get_executor(), std::to_string(1000 + i)));
  std::vector<std::thread> hosts;
  for (int host = 0; host < threads; ++host)
    hosts.emplace_back([&, host] {
      std::minstd_rand random(static_cast<unsigned>(host + 1));
      for (int i = 0; i < calls_per_thread; ++i) {
        auto& call = *calls[static_cast<std::size_t>(host * calls_per_thread + i)];
        ContactCallOptions options;
        options.debug = random() % 4 == 0;
        if (random() % 2 == 0)
          options.deadline = clock->now() + std::chrono::milliseconds(random() % 20);
        start(call, *lookup, std::move(options), tally);
        if (random() % 3 == 0)
          asio::post(call.strand, [&call] { call.signal.emit(asio::cancellation_type::terminal); });
        if (random() % 4 == 0) clock->advance(1ms);
      }
    });
  for (auto& host : hosts)
    host.join();
  lookup.reset();
  const auto all_complete = [&calls] {
    return std::all_of(calls.begin(), calls.end(),
                       [](const auto& call) { return call->completions == 1; });
  };
  while (!all_complete() || tally.ended < tally.started) {
    clock->advance(100ms);
    // What can go on does before the clock does.
    asio::post(pool, asio::use_future).get();
  }
  while (clock->advance_to_next()) {
  }
  pool.join();
  for (const auto& call : calls)
    CHECK(call->completions == 1);
  CHECK(tally.strange == 0);
  CHECK(tally.found > 50);
  CHECK(tally.started > 0);
  CHECK(tally.ended == tally.started);
  CHECK(clock->pending() == 0);
}

TEST_CASE("an executor that ends takes the lookups under way with it") {
  Tally tally;
  {
    asio::thread_pool pool(2);
    // Its waits are the executor's, and end with it.
    const auto clock = make_system_clock(pool.get_executor());
    const auto transport = std::make_shared<PoolTransport>(pool.get_executor(), clock, echo);
    ContactServices services(pool.get_executor());
    services.clock = clock;
    const auto lookup = ContactLookup::make(configs(), transport, services).value();
    for (int i = 0; i < 50; ++i)
      lookup.async_run(scopes_of(R"({"source": "7"})"), {},
                       [&tally](const ContactOutcome& outcome) { tally.add("7", outcome); });
    pool.stop();
  }
  CHECK(tally.strange == 0);
}
