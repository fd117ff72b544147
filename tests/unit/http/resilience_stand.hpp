#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crmlink/http/resilient_transport.hpp"
#include "crmlink/testing/fake_clock.hpp"
#include "crmlink/testing/fake_transport.hpp"
#include "support/catch.hpp"
#include "support/show.hpp"
#include "support/test_executor.hpp"

namespace crmlink::test {

inline constexpr const char* crm_url = "https://crm.example/api?key=planted";

inline http::Request get(std::string_view url = crm_url) {
  return http::Request(http::Method::get, http::Url::parse(url).value());
}

inline http::Request post(std::string_view url = crm_url) {
  return http::Request(http::Method::post, http::Url::parse(url).value());
}

inline Error failed(Errc code, Delivery delivery = Delivery::not_sent) {
  ErrorInfo info(code);
  info.where = "GET https://crm.example/api?…";
  info.delivery = delivery;
  info.attempts = 1;
  return info;
}

/// What became of one request; a second completion fails the test.
struct Sent {
  std::optional<Result<http::Response>> result;
  boost::asio::cancellation_signal cancellation;

  bool done() const { return result.has_value(); }
  int status() const {
    REQUIRE(result);
    return *result ? (*result)->status() : 0;
  }
  Error error() const {
    REQUIRE(result);
    REQUIRE_FALSE(*result);
    return result->error();
  }
  const http::Diagnostics& diagnostics() const {
    REQUIRE(result);
    REQUIRE(*result);
    return (*result)->diagnostics();
  }
};

/// A resilient transport on a fake one, in virtual time; jitter always takes the whole delay.
class ResilienceStand {
 public:
  explicit ResilienceStand(http::ResilienceOptions options = {}) {
    if (!options.random) options.random = [] { return 1.0; };
    http::ResilienceServices services(executor.get());
    services.clock = clock;
    services.logger = Logger(
        [this](LogLevel, std::string_view, std::string_view line) { lines.emplace_back(line); });
    transport.emplace(inner, services, std::move(options));
  }
  ~ResilienceStand() {
    // Whatever a test did: nothing may be left behind.
    transport.reset();
    executor.poll();
    CHECK(clock->pending() == 0);
    CHECK(inner->pending() == 0);
  }
  ResilienceStand(const ResilienceStand&) = delete;
  ResilienceStand& operator=(const ResilienceStand&) = delete;

  /// Starts a request, and runs what is ready.
  std::shared_ptr<Sent> send(http::Request request,
                             std::chrono::milliseconds timeout = std::chrono::milliseconds(1000)) {
    auto sent = std::make_shared<Sent>();
    transport->async_send(std::move(request), clock->now() + timeout,
                          boost::asio::bind_cancellation_slot(
                              sent->cancellation.slot(), [sent](Result<http::Response> result) {
                                CHECK_FALSE(sent->result);
                                sent->result = std::move(result);
                              }));
    CHECK_FALSE(sent->done());
    executor.poll();
    return sent;
  }

  void pass(std::chrono::nanoseconds time) {
    clock->advance(time);
    executor.poll();
  }

  /// Lets time pass from wait to wait until the request has completed.
  void run(const Sent& sent) {
    while (!sent.done() && clock->advance_to_next())
      executor.poll();
    REQUIRE(sent.done());
  }

  std::size_t asked() const { return inner->requests().size(); }
  http::OriginStatistics origin(std::size_t index = 0) const {
    const auto statistics = transport->statistics();
    REQUIRE(statistics.origins.size() > index);
    return statistics.origins[index];
  }

  TestExecutor executor;
  std::shared_ptr<testing::FakeClock> clock =
      std::make_shared<testing::FakeClock>(executor.context().get_executor());
  std::shared_ptr<testing::FakeTransport> inner =
      std::make_shared<testing::FakeTransport>(executor.context().get_executor(), clock);
  std::vector<std::string> lines;
  std::optional<http::ResilientTransport> transport;
};

}  // namespace crmlink::test
