#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "core/completion.hpp"
#include "crmlink/http/resilient_transport.hpp"
#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::http;
using namespace std::chrono_literals;

namespace {

namespace asio = boost::asio;

/// A transport for any thread: answers, refuses, breaks off or hangs for up to two milliseconds.
class RestlessTransport : public Transport {
 public:
  explicit RestlessTransport(asio::any_io_executor executor) : executor_(std::move(executor)) {}

 protected:
  struct Exchange : std::enable_shared_from_this<Exchange> {
    Exchange(const asio::any_io_executor& executor, SendHandler handler)
        : strand(asio::make_strand(executor)),
          timer(strand),
          completion(std::move(handler), executor) {}

    asio::strand<asio::any_io_executor> strand;
    asio::steady_timer timer;
    Completion<Result<Response>> completion;
  };

  void start_send(Request, Deadline, SendHandler handler) override {
    const auto exchange = std::make_shared<Exchange>(executor_, std::move(handler));
    exchange->completion.on_cancel([weak = exchange->weak_from_this()] {
      if (const auto self = weak.lock()) asio::post(self->strand, [self] { self->timer.cancel(); });
    });
    const unsigned turn = ++turns_;
    asio::post(exchange->strand, [exchange, turn] {
      exchange->timer.expires_after(std::chrono::microseconds(turn * 7919 % 2000));
      exchange->timer.async_wait([exchange, turn](boost::system::error_code cancelled) {
        exchange->completion.complete(result_of(turn, static_cast<bool>(cancelled)));
      });
    });
  }

 private:
  static Result<Response> result_of(unsigned turn, bool cancelled) {
    if (cancelled) return Error(Errc::cancelled);
    if (turn % 5 == 0) return Error(Errc::connection_reset);
    if (turn % 7 == 0) return Response(503, {}, "");
    if (turn % 97 == 0)
      return Response(429, {{"Retry-After", "0"}, {"RateLimit-Remaining", "0"}}, "");
    return Response(200, {{"RateLimit-Remaining", "9"}}, "");
  }

  asio::any_io_executor executor_;
  std::atomic<unsigned> turns_{0};
};

ResilienceOptions everything() {
  ResilienceOptions options;
  options.retry.max_attempts = 3;
  options.retry.base_delay = 1ms;
  options.retry.budget_share = 1;
  options.breaker.consecutive_failures = 4;
  options.breaker.open_time = 2ms;
  options.hedge.percentile = 50;
  options.hedge.minimum_delay = 0ms;
  options.hedge.max_share = 1;
  options.rate.per_second = 100'000;
  options.rate.learn = true;
  options.rate.default_stop = 1ms;
  for (auto& lane : options.lanes)
    lane.max_under_way = 8;
  return options;
}

Request any_request(unsigned number) {
  const auto* const url = number % 3 == 0 ? "https://a.example/" : "https://b.example/";
  Request request(number % 2 == 0 ? Method::get : Method::post, Url::parse(url).value());
  request.priority = static_cast<Priority>(number % priority_count);
  if (number % 4 == 0) request.alternatives = {Url::parse("https://c.example/").value()};
  return request;
}

/// A request whose cancellation, as its user's, runs on the same strand as its handler.
struct Call {
  explicit Call(const asio::any_io_executor& executor) : strand(asio::make_strand(executor)) {}

  asio::strand<asio::any_io_executor> strand;
  asio::cancellation_signal cancellation;
  std::atomic<int> completions{0};
};

}  // namespace

TEST_CASE("from many threads at once every request completes exactly once, and nothing is left") {
  constexpr unsigned count = 2000;
  asio::io_context context{2};
  auto inner = std::make_shared<RestlessTransport>(context.get_executor());
  auto transport = std::make_shared<ResilientTransport>(
      inner, ResilienceServices(context.get_executor()), everything());
  std::vector<std::unique_ptr<Call>> calls;
  for (unsigned i = 0; i < count; ++i)
    calls.push_back(std::make_unique<Call>(context.get_executor()));

  for (unsigned i = 0; i < count; ++i) {
    Call& call = *calls[i];
    asio::post(call.strand, [&call, &transport, i] {
      transport->async_send(
          any_request(i), std::chrono::steady_clock::now() + std::chrono::milliseconds(i % 50),
          asio::bind_cancellation_slot(
              call.cancellation.slot(),
              asio::bind_executor(call.strand, [&call](Result<Response>) { ++call.completions; })));
      if (i % 3 == 0)
        asio::post(call.strand,
                   [&call] { call.cancellation.emit(asio::cancellation_type::terminal); });
    });
    if (i % 100 == 0)
      asio::post(context, [&transport] { static_cast<void>(transport->statistics()); });
  }
  // Both return when nothing is under way and no timer is left.
  std::thread other([&context] { context.run(); });
  context.run();
  other.join();

  for (const auto& call : calls)
    CHECK(call->completions == 1);
  for (const auto& origin : transport->statistics().origins)
    for (const auto& lane : origin.lanes) {
      CHECK(lane.under_way == 0);
      CHECK(lane.waiting == 0);
    }
}

TEST_CASE("a transport may be destroyed while threads use it for others' requests") {
  asio::io_context context{2};
  auto inner = std::make_shared<RestlessTransport>(context.get_executor());
  std::atomic<int> completions{0};
  constexpr int rounds = 20;
  constexpr int requests = 50;
  for (int round = 0; round < rounds; ++round)
    asio::post(context, [&context, &completions, inner] {
      ResilientTransport transport(inner, ResilienceServices(context.get_executor()), everything());
      for (unsigned i = 0; i < requests; ++i)
        transport.async_send(any_request(i), std::chrono::steady_clock::now() + 1s,
                             [&completions](Result<Response>) { ++completions; });
    });
  std::thread other([&context] { context.run(); });
  context.run();
  other.join();
  CHECK(completions == rounds * requests);
}
