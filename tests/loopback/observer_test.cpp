#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <latch>
#include <mutex>
#include <thread>
#include <vector>

#include "crmlink/http/resilient_transport.hpp"
#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

const std::string trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string traceparent = "00-" + trace_id + "-00f067aa0ba902b7-01";

http::TraceContext trace() {
  return http::TraceContext::parse(traceparent, "vendor=1").value();
}

/// What a report said.
struct Heard {
  std::string origin;
  Method method;
  int status;
  Error error;
  http::Diagnostics diagnostics;
  std::string trace;
  bool on_executor;
};

class Ear : public http::ExchangeObserver {
 public:
  explicit Ear(Loop& loop) : loop_(loop) {}

  void on_exchange(const http::ExchangeReport& report) noexcept override {
    heard.push_back({std::string(report.origin), report.method, report.status, report.error,
                     report.diagnostics, std::string(report.trace.trace_id()),
                     loop_.executor().running_in_this_thread()});
    if (then) then();
  }

  std::vector<Heard> heard;
  std::function<void()> then;

 private:
  Loop& loop_;
};

ClientOptions heard_by(std::shared_ptr<http::ExchangeObserver> observer) {
  auto options = trusting(authority());
  options.observer = std::move(observer);
  return options;
}

Script reset_each_request() {
  return [](Conversation& peer) {
    peer.read_request();
    peer.reset();
  };
}

Script never_answer() {
  return [](Conversation& peer) {
    peer.read_request();
    peer.hold();
  };
}

}  // namespace

TEST_CASE("an observer hears of a reply once, before the handler, on the executor") {
  ScriptedServer server(answer_with(make_reply(404, "")));
  Loop loop;
  const auto ear = std::make_shared<Ear>(loop);
  Client client(loop.executor(), heard_by(ear));
  auto request = get(server.url("/people/+12223334444?api_key=s3cret"));
  request.trace = trace();
  std::size_t heard_before_handler = 0;
  client.async_send(std::move(request), ample(), [&](const Result<Response>& result) {
    CHECK(result);
    heard_before_handler = ear->heard.size();
    loop.context().stop();
  });
  CHECK(ear->heard.empty());
  loop.run_until([&] { return heard_before_handler > 0; });
  REQUIRE(ear->heard.size() == 1);
  const auto& heard = ear->heard.front();
  CHECK(heard.origin == "http://127.0.0.1:" + std::to_string(server.port()));
  CHECK(heard.method == Method::get);
  CHECK(heard.status == 404);
  CHECK_FALSE(heard.error);
  CHECK(heard.diagnostics.attempts == 1);
  CHECK(heard.diagnostics.delivery == Delivery::answered);
  CHECK(heard.trace == trace_id);
  CHECK(heard.on_executor);
}

TEST_CASE("an observer hears of each failure once, without what is confidential") {
  ScriptedServer server(reset_each_request());
  Loop loop;
  const auto ear = std::make_shared<Ear>(loop);
  Client client(loop.executor(), heard_by(ear));
  loop.fail(client, post(server.url("/?api_key=s3cret"), "+12223334444"));
  REQUIRE(ear->heard.size() == 1);
  CHECK(ear->heard[0].error == Errc::connection_reset);
  CHECK(ear->heard[0].status == 0);
  CHECK(ear->heard[0].method == Method::post);
  CHECK(ear->heard[0].diagnostics.delivery == Delivery::maybe_applied);
  CHECK(ear->heard[0].error.message().find("s3cret") == std::string::npos);
  CHECK(ear->heard[0].error.message().find("+1222") == std::string::npos);
}

TEST_CASE("an observer hears of what is refused, cancelled or abandoned, on the executor") {
  ScriptedServer server(never_answer());
  Loop loop;
  const auto ear = std::make_shared<Ear>(loop);
  auto options = heard_by(ear);
  options.max_connections = 1;
  options.max_waiting = 0;
  auto client = std::make_unique<Client>(loop.executor(), options);
  auto under_way = loop.start(*client, get(server.url()));
  CHECK(loop.fail(*client, get(server.url())) == Errc::queue_full);
  loop.run_until([&] { return server.requests().size() == 1; });
  SECTION("cancelled") {
    under_way.cancel();
    CHECK(loop.finish(under_way).error() == Errc::cancelled);
  }
  SECTION("the client is destroyed") {
    client.reset();
    CHECK(loop.finish(under_way).error() == Errc::cancelled);
  }
  REQUIRE(ear->heard.size() == 2);
  CHECK(ear->heard[0].error == Errc::queue_full);
  CHECK(ear->heard[1].error == Errc::cancelled);
  CHECK(ear->heard[0].on_executor);
  CHECK(ear->heard[1].on_executor);
}

TEST_CASE("an observer may use the client") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  const auto ear = std::make_shared<Ear>(loop);
  Client client(loop.executor(), heard_by(ear));
  std::uint64_t counted = 0;
  ear->then = [&] { counted = client.statistics().origins.front().requests; };
  REQUIRE(loop.send(client, get(server.url())));
  CHECK(counted == 1);
}

TEST_CASE("each redirect is told, and counted, as a request of its own") {
  ScriptedServer server([](Conversation& peer) {
    peer.read_request();
    peer.send(make_reply(302, "", "Location: /next\r\n"));
    peer.read_request();
    peer.send(make_reply(200, "there"));
    peer.hold();
  });
  Loop loop;
  const auto ear = std::make_shared<Ear>(loop);
  Client client(loop.executor(), heard_by(ear));
  auto request = get(server.url());
  request.max_redirects = 1;
  request.trace = trace();
  REQUIRE(loop.send(client, std::move(request)));
  REQUIRE(ear->heard.size() == 2);
  CHECK(ear->heard[0].status == 302);
  CHECK(ear->heard[1].status == 200);
  CHECK(ear->heard[1].trace == trace_id);
  CHECK(server.requests().at(1).field("traceparent") == traceparent);
  CHECK(client.statistics().origins.front().requests == 2);
}

TEST_CASE("every attempt carries the trace") {
  ScriptedServer server({reset_each_request(), answer_with(make_reply(200, ""))});
  Loop loop;
  http::ResilienceOptions options;
  options.retry.max_attempts = 2;
  http::ResilientTransport transport(
      std::make_shared<Client>(loop.executor(), trusting(authority())),
      http::ResilienceServices(loop.executor()), options);
  auto request = get(server.url());
  request.trace = trace();
  REQUIRE(loop.send(transport, std::move(request)));
  REQUIRE(server.requests().size() == 2);
  for (const auto& received : server.requests()) {
    CHECK(received.field("traceparent") == traceparent);
    CHECK(received.field("tracestate") == "vendor=1");
  }
}

TEST_CASE("the log line of a failure names the trace") {
  ScriptedServer server(reset_each_request());
  std::string log;
  auto options = trusting(authority());
  options.logger = Logger([&](LogLevel, std::string_view, std::string_view line) { log += line; });
  Loop loop;
  Client client(loop.executor(), options);
  loop.fail(client, post(server.url(), ""));
  CHECK(log.find("trace") == std::string::npos);
  auto request = post(server.url(), "");
  request.trace = trace();
  loop.fail(client, std::move(request));
  CHECK(log.find(", trace " + trace_id) != std::string::npos);
}

// For the thread sanitizer, above all.
TEST_CASE("with several threads every request is told and counted once") {
  class Tally : public http::ExchangeObserver {
   public:
    void on_exchange(const http::ExchangeReport&) noexcept override { ++count; }
    std::atomic<int> count = 0;
  };
  constexpr int requests = 400;
  ScriptedServer server(answer_with(make_reply(200, "")));
  boost::asio::io_context context;
  auto work = boost::asio::make_work_guard(context);
  std::vector<std::thread> threads;
  for (int n = 0; n < 2; ++n)
    threads.emplace_back([&context] { context.run(); });
  const auto tally = std::make_shared<Tally>();
  auto options = heard_by(tally);
  options.max_connections = 8;
  Client client(context.get_executor(), options);
  std::latch done(requests);
  for (int n = 0; n < requests; ++n) {
    client.async_send(get(server.url()), ample(),
                      [&](const Result<Response>&) { done.count_down(); });
    if (n % 16 == 0) static_cast<void>(client.statistics());
  }
  done.wait();
  CHECK(tally->count == requests);
  CHECK(client.statistics().origins.front().latencies.total().count() == requests);
  work.reset();
  for (auto& thread : threads)
    thread.join();
}
