#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <thread>

#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;
namespace asio = boost::asio;

namespace {

// Runs an io_context on threads of its own, as a host does.
class Host {
 public:
  explicit Host(int threads = 1) {
    for (int n = 0; n < threads; ++n)
      threads_.emplace_back([this] { context_.run(); });
  }
  ~Host() {
    work_.reset();
    for (auto& thread : threads_)
      thread.join();
  }

  auto executor() { return context_.get_executor(); }

 private:
  asio::io_context context_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
  std::vector<std::thread> threads_;
};

asio::awaitable<int> fetch(Client& client, std::string url) {
  auto request = get(url);
  auto result = co_await client.async_send(std::move(request), ample(), asio::use_awaitable);
  co_return result ? result->status() : 0;
}

asio::awaitable<int> fetch_by_default_token(Client& client, std::string url) {
  auto request = get(url);
  auto operation = client.async_send(std::move(request), ample());
  auto result = co_await std::move(operation)(asio::use_awaitable);
  co_return result ? result->status() : 0;
}

}  // namespace

TEST_CASE("a handler runs on the strand that it is bound to") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Host host(2);
  Client client(host.executor());
  const auto strand = asio::make_strand(host.executor());
  std::promise<bool> on_strand;

  client.async_send(get(server.url()), ample(),
                    asio::bind_executor(strand, [&](const Result<Response>&) {
                      on_strand.set_value(strand.running_in_this_thread());
                    }));

  CHECK(on_strand.get_future().get());
}

TEST_CASE("a handler runs on another pool when it is bound to it, errors too") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  const RefusingPort refusing;
  Host host;
  Client client(host.executor());
  asio::thread_pool pool(1);
  const bool refused = GENERATE(false, true);
  const auto url = refused ? "http://127.0.0.1:" + std::to_string(refusing.port()) : server.url();
  std::promise<bool> on_pool;

  client.async_send(get(url), ample(),
                    asio::bind_executor(pool.get_executor(), [&](const Result<Response>&) {
                      on_pool.set_value(pool.get_executor().running_in_this_thread());
                    }));

  CHECK(on_pool.get_future().get());
  pool.join();
}

TEST_CASE("a handler that is bound to nothing runs on the client's executor") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  asio::thread_pool pool(2);
  Client client(pool.get_executor());
  std::promise<bool> on_pool;
  client.async_send(get(server.url()), ample(), [&](const Result<Response>&) {
    on_pool.set_value(pool.get_executor().running_in_this_thread());
  });
  CHECK(on_pool.get_future().get());
  client.close();
  pool.join();
}

TEST_CASE("a refusal doesn't run its handler inside the call that starts it") {
  asio::io_context context;
  Client client(context.get_executor());
  bool inside = true;
  bool called_inside = false;
  int calls = 0;
  asio::post(context, [&] {
    // The worst place: on the client's own executor, which could run it at once.
    client.async_send(Request(), ample(), [&](const Result<Response>&) {
      ++calls;
      called_inside = inside;
    });
    inside = false;
  });
  context.run();
  CHECK(calls == 1);
  CHECK_FALSE(called_inside);
}

TEST_CASE("a future gets the result") {
  ScriptedServer server(answer_with(make_reply(200, "future")));
  Host host;
  Client client(host.executor());
  auto future = client.async_send(get(server.url()), ample(), asio::use_future);
  const auto reply = future.get();
  REQUIRE(reply);
  CHECK(reply->body() == "future");
}

TEST_CASE("a coroutine awaits the result, with a token and with the default one") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Host host;
  Client client(host.executor());
  CHECK(asio::co_spawn(host.executor(), fetch(client, server.url()), asio::use_future).get() ==
        200);
  CHECK(asio::co_spawn(host.executor(), fetch_by_default_token(client, server.url()),
                       asio::use_future)
            .get() == 200);
}

TEST_CASE("a deferred request isn't sent before it is launched") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor());
  auto operation = client.async_send(get(server.url()), ample(), asio::deferred);
  loop.settle();
  CHECK(server.connections() == 0);
  bool answered = false;
  std::move(operation)([&](const Result<Response>& reply) { answered = reply.has_value(); });
  loop.run_until([&] { return answered; });
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a coroutine that is cancelled learns that its request was") {
  ScriptedServer server([](Conversation& peer) {
    peer.read_request();
    peer.hold();
  });
  Loop loop;
  Client client(loop.executor());
  asio::cancellation_signal signal;
  bool ended = false;
  asio::co_spawn(
      loop.executor(), fetch(client, server.url()),
      asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr, int) { ended = true; }));
  loop.run_until([&] { return server.requests().size() == 1; });
  signal.emit(asio::cancellation_type::terminal);
  loop.run_until([&] { return ended; });
  CHECK(server.wait_for_departures(1));
}

TEST_CASE("a handler that owns what can only be moved is taken") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor());
  bool answered = false;
  client.async_send(get(server.url()), ample(),
                    [&, owned = std::make_unique<int>(1)](const Result<Response>& reply) {
                      answered = reply && *owned == 1;
                    });
  loop.run_until([&] { return answered; });
  CHECK(answered);
}
