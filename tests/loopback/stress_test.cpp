// Many requests from many threads, with servers that misbehave: for the sanitizers, and to see that
// every handler runs exactly once.

#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/strand.hpp>
#include <deque>
#include <latch>
#include <thread>

#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;
namespace asio = boost::asio;

namespace {

constexpr int thread_count = 2;

// Counts completions per request.
class Tally {
 public:
  explicit Tally(std::size_t size) : calls_(size), left_(static_cast<std::ptrdiff_t>(size)) {}

  auto handler(std::size_t index) {
    return [this, index](const Result<Response>& result) {
      ++calls_[index];
      if (result)
        ++replies_;
      else if (!result.error().is(Condition::transport) &&
               !result.error().is(Condition::cancelled) && !result.error().is(Condition::overload))
        ++strange_;
      left_.count_down();
    };
  }

  void wait() { left_.wait(); }
  int replies() const { return replies_; }
  int strange() const { return strange_; }
  bool all_once() const {
    for (const auto& calls : calls_)
      if (calls != 1) return false;
    return true;
  }

 private:
  std::deque<std::atomic<int>> calls_;
  std::atomic<int> replies_ = 0;
  std::atomic<int> strange_ = 0;
  std::latch left_;
};

class Host {
 public:
  Host() {
    for (int n = 0; n < thread_count; ++n)
      threads_.emplace_back([this] { context_.run(); });
  }
  ~Host() {
    work_.reset();
    for (auto& thread : threads_)
      thread.join();
  }

  asio::io_context& context() { return context_; }

 private:
  asio::io_context context_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
  std::vector<std::thread> threads_;
};

// Behaves differently on each connection and for each request.
Script moody() {
  return [](Conversation& peer) {
    for (std::size_t turn = peer.index();; ++turn) {
      peer.read_request();
      switch (turn % 7) {
        case 0:
          return;
        case 1:
          return peer.reset();
        case 2:
          return peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal");
        case 3:
          return peer.send("nonsense\r\n\r\n");
        default:
          peer.send(make_reply(200, std::string(turn % 4000, 'x')));
      }
    }
  };
}

}  // namespace

TEST_CASE("hundreds of requests from two threads are all answered") {
  constexpr std::size_t count = 400;
  const bool tls = GENERATE(false, true);
  ScriptedServer server(answer_with(make_reply(200, "x")), tls ? secure() : ServerOptions{});
  auto options = trusting(authority());
  options.max_connections = 8;
  Tally tally(count);
  Host host;
  Client client(host.context().get_executor(), options);
  std::vector<std::thread> callers;
  for (std::size_t first = 0; first < 2; ++first)
    callers.emplace_back([&, first] {
      for (std::size_t n = first; n < count; n += 2)
        client.async_send(get(server.url()), ample(), tally.handler(n));
    });
  for (auto& caller : callers)
    caller.join();

  tally.wait();

  CHECK(tally.all_once());
  CHECK(tally.replies() == count);
  CHECK(server.connections() <= 8);
}

TEST_CASE("every handler runs once though servers, deadlines and callers all misbehave") {
  constexpr std::size_t count = 400;
  const bool tls = GENERATE(false, true);
  ScriptedServer server(moody(), tls ? secure() : ServerOptions{});
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}, {"hung.test", {.silent = true}}});
  auto options = asking(dns.address());
  options.max_connections = 6;
  options.max_waiting = 150;
  Tally tally(count);
  Host host;
  Client client(host.context().get_executor(), options);
  // A signal is used from its own strand only.
  struct Caller {
    explicit Caller(asio::io_context& context) : strand(asio::make_strand(context)) {}
    asio::strand<asio::io_context::executor_type> strand;
    asio::cancellation_signal signal;
  };
  std::deque<Caller> callers;
  for (std::size_t n = 0; n < count; ++n) {
    auto& caller = callers.emplace_back(host.context());
    const auto* const host_name = n % 11 == 0 ? "hung.test" : n % 3 == 0 ? "crm.test" : "127.0.0.1";
    auto request = n % 2 == 0 ? get(server.url("/", host_name))
                              : post(server.url("/", host_name), std::string(n * 100, 'x'));
    asio::post(caller.strand, [&, n, moved = std::move(request)]() mutable {
      client.async_send(
          std::move(moved), in(std::chrono::milliseconds(n % 5 == 0 ? n % 40 : 500)),
          asio::bind_cancellation_slot(caller.signal.slot(),
                                       asio::bind_executor(caller.strand, tally.handler(n))));
    });
    if (n % 4 == 0)
      asio::post(caller.strand, [&] { caller.signal.emit(asio::cancellation_type::terminal); });
  }

  tally.wait();

  CHECK(tally.all_once());
  CHECK(tally.strange() == 0);
}

TEST_CASE("a client that is destroyed under load completes everything") {
  constexpr std::size_t count = 200;
  const auto before = open_descriptors();
  {
    ScriptedServer server(moody(), secure());
    Host host;
    for (std::size_t round = 0; round < 5; ++round) {
      Tally tally(count);
      {
        Client client(host.context().get_executor(), trusting(authority()));
        for (std::size_t n = 0; n < count; ++n)
          client.async_send(get(server.url()), ample(), tally.handler(n));
        if (round > 0) server.wait_for_requests(round * 5);
      }
      tally.wait();
      CHECK(tally.all_once());
      CHECK(tally.strange() == 0);
    }
  }
  CHECK(open_descriptors() == before);
}
