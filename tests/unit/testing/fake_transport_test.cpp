#include "crmlink/testing/fake_transport.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/use_future.hpp>
#include <memory>
#include <optional>
#include <string>

#include "crmlink/testing/fake_clock.hpp"
#include "support/catch.hpp"
#include "support/test_executor.hpp"

namespace {

namespace asio = boost::asio;
using crmlink::Delivery;
using crmlink::Errc;
using crmlink::Error;
using crmlink::Phase;
using crmlink::Result;
using crmlink::http::Method;
using crmlink::http::Request;
using crmlink::http::Response;
using crmlink::http::Url;
using crmlink::test::TestExecutor;
using crmlink::testing::FakeClock;
using crmlink::testing::FakeTransport;
using namespace std::chrono_literals;

Request request_to(std::string_view url) {
  return Request(Method::post, Url::parse(url).value());
}

/// A transport with a clock, and what became of one request.
struct Scene {
  TestExecutor executor;
  std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>(executor.get());
  std::optional<FakeTransport> transport{std::in_place, executor.get(), clock};
  asio::cancellation_signal cancellation;
  std::optional<Result<Response>> result;
  int completions = 0;

  void send(std::string_view url = "https://crm.example/api?key=planted") {
    auto handler = [this](Result<Response> outcome) {
      ++completions;
      result = std::move(outcome);
    };
    transport->async_send(request_to(url), clock->now() + 5s,
                          asio::bind_cancellation_slot(cancellation.slot(), handler));
  }

  Error error() const {
    REQUIRE(result);
    REQUIRE(completions == 1);
    return result->error();
  }
};

}  // namespace

TEST_CASE("a fake transport answers what is queued, in order, but not inline") {
  Scene scene;
  scene.transport->respond(200, "first", {{"X-A", "b"}});
  scene.transport->respond(404, "second");
  scene.send();
  CHECK_FALSE(scene.result);
  scene.executor.poll();
  REQUIRE(scene.result);
  CHECK((*scene.result)->status() == 200);
  CHECK((*scene.result)->body() == "first");
  CHECK((*scene.result)->field("x-a") == "b");
  scene.send();
  scene.executor.poll();
  CHECK((*scene.result)->status() == 404);
  CHECK(scene.completions == 2);
}

TEST_CASE("a fake transport keeps the requests and their deadlines") {
  Scene scene;
  scene.transport->respond(200, "");
  scene.send("https://crm.example/1");
  scene.clock->advance(1s);
  scene.send("https://crm.example/2");
  REQUIRE(scene.transport->requests().size() == 2);
  CHECK(scene.transport->requests()[0].url.target() == "/1");
  CHECK(scene.transport->requests()[1].url.target() == "/2");
  CHECK(scene.transport->deadlines()[1] - scene.transport->deadlines()[0] == 1s);
  scene.executor.poll();
}

TEST_CASE("a forgotten answer shows as a failure that names the request but not its query") {
  Scene scene;
  scene.send();
  scene.executor.poll();
  CHECK(scene.error() == Errc::connect_failed);
  CHECK_THAT(scene.error().message(), Catch::Matchers::StartsWith("POST https://crm.example/api") &&
                                          !Catch::Matchers::Contains("planted"));
}

TEST_CASE("a fake transport fails as told, computes answers, and answers all the rest") {
  Scene scene;
  scene.transport->fail(Errc::host_not_found);
  scene.transport->answer_all(
      [](const Request& request) { return Response(200, {}, request.url.target()); });
  scene.send();
  scene.executor.poll();
  CHECK(scene.error() == Errc::host_not_found);
  scene.send("https://crm.example/echo");
  scene.executor.poll();
  CHECK((*scene.result)->body() == "/echo");
}

TEST_CASE("a request that hangs ends at its deadline") {
  Scene scene;
  scene.transport->hang();
  scene.send();
  scene.executor.poll();
  CHECK(scene.transport->pending() == 1);
  scene.clock->advance(4999ms);
  scene.executor.poll();
  CHECK_FALSE(scene.result);
  scene.clock->advance(1ms);
  scene.executor.poll();
  CHECK(scene.error() == Errc::wait_timeout);
  CHECK(scene.error().phase() == Phase::wait);
  CHECK(scene.error().delivery() == Delivery::maybe_applied);
  CHECK(scene.transport->pending() == 0);
}

TEST_CASE("a request that hangs ends when it is cancelled, and its wait for the deadline with it") {
  Scene scene;
  scene.transport->hang();
  scene.send();
  scene.cancellation.emit(asio::cancellation_type::terminal);
  CHECK_FALSE(scene.result);
  scene.executor.poll();
  CHECK(scene.error() == Errc::cancelled);
  CHECK(scene.error().delivery() == Delivery::maybe_applied);
  CHECK(scene.clock->pending() == 0);
  scene.clock->advance(1h);
  scene.executor.poll();
  CHECK(scene.completions == 1);
}

TEST_CASE("a deadline in the past fails without an answer being used up") {
  Scene scene;
  scene.transport->respond(200, "kept");
  std::optional<Result<Response>> late;
  scene.transport->async_send(request_to("https://crm.example/"), scene.clock->now(),
                              [&](Result<Response> outcome) { late = std::move(outcome); });
  scene.executor.poll();
  REQUIRE(late);
  CHECK(late->error() == Errc::queue_timeout);
  CHECK(late->error().delivery() == Delivery::not_sent);
  scene.send();
  scene.executor.poll();
  CHECK((*scene.result)->body() == "kept");
}

TEST_CASE("destroying a fake transport cancels what hangs") {
  Scene scene;
  scene.transport->hang();
  scene.send();
  scene.transport.reset();
  CHECK_FALSE(scene.result);
  scene.cancellation.emit(asio::cancellation_type::terminal);
  scene.executor.poll();
  CHECK(scene.error() == Errc::cancelled);
}

TEST_CASE("a fake transport without a clock leaves a request hanging until it is cancelled") {
  TestExecutor executor;
  FakeTransport transport(executor.get());
  transport.hang();
  asio::cancellation_signal cancellation;
  int completions = 0;
  transport.async_send(
      request_to("https://crm.example/"), {},
      asio::bind_cancellation_slot(cancellation.slot(), [&](Result<Response>) { ++completions; }));
  executor.poll();
  CHECK(completions == 0);
  cancellation.emit(asio::cancellation_type::terminal);
  executor.poll();
  CHECK(completions == 1);
}

TEST_CASE("a fake transport completes on the handler's executor") {
  Scene scene;
  TestExecutor own;
  bool on_own = false;
  scene.transport->respond(200, "");
  scene.transport->async_send(
      request_to("https://crm.example/"), scene.clock->now() + 1s,
      asio::bind_executor(own.get(), [&](Result<Response>) { on_own = own.is_here(); }));
  scene.executor.poll();
  own.poll();
  CHECK(on_own);
}

TEST_CASE("an executor may go while a request hangs in a fake transport") {
  int completions = 0;
  std::optional<TestExecutor> executor(std::in_place);
  auto transport = std::make_unique<FakeTransport>(executor->get());
  transport->hang();
  transport->async_send(request_to("https://crm.example/"), {},
                        [&](Result<Response>) { ++completions; });
  transport.reset();
  executor.reset();
  CHECK(completions == 0);
}

TEST_CASE("a fake transport answers late, but not beyond the deadline") {
  const auto delay = GENERATE(300ms, 900ms);
  Scene scene;
  const auto deadline = scene.clock->now() + 500ms;
  scene.transport->respond_after(delay, 200, "late");
  scene.transport->async_send(
      request_to("https://crm.example/"), deadline,
      asio::bind_executor(scene.executor.get(),
                          [&scene](Result<Response> reply) { scene.result = std::move(reply); }));
  scene.executor.poll();
  scene.clock->advance(std::min<std::chrono::milliseconds>(delay, 500ms) - 1ms);
  scene.executor.poll();
  CHECK_FALSE(scene.result);
  scene.clock->advance(1ms);
  scene.executor.poll();
  REQUIRE(scene.result);
  if (delay < 500ms)
    CHECK(scene.result->value().body() == "late");
  else
    CHECK(scene.result->error() == Errc::wait_timeout);
  CHECK(scene.transport->pending() == 0);
}
