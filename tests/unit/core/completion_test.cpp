#include "core/completion.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <memory>
#include <optional>

#include "support/catch.hpp"
#include "support/test_executor.hpp"

namespace {

namespace asio = boost::asio;
using crmlink::Completion;
using crmlink::test::TestExecutor;

}  // namespace

TEST_CASE("a completion runs its handler once, on the handler's executor and not inside complete") {
  TestExecutor fallback;
  TestExecutor own;
  int calls = 0;
  bool on_own = false;
  Completion<int> completion(asio::bind_executor(own.get(),
                                                 [&](int value) {
                                                   calls += value;
                                                   on_own = own.is_here();
                                                 }),
                             fallback.get());
  completion.complete(1);
  CHECK(calls == 0);
  fallback.poll();
  CHECK(calls == 0);
  own.poll();
  fallback.poll();
  own.poll();
  CHECK(calls == 1);
  CHECK(on_own);
}

TEST_CASE("a handler without an executor runs on the fallback") {
  TestExecutor fallback;
  bool on_fallback = false;
  Completion<int> completion([&](int) { on_fallback = fallback.is_here(); }, fallback.get());
  completion.complete(1);
  fallback.poll();
  CHECK(on_fallback);
}

TEST_CASE("completing from inside the handler's executor still doesn't run the handler inline") {
  TestExecutor executor;
  bool ran = false;
  bool ran_inside = true;
  asio::post(executor.get(), [&] {
    Completion<int> completion([&](int) { ran = true; }, executor.get());
    completion.complete(1);
    ran_inside = ran;
  });
  executor.poll();
  CHECK(ran);
  CHECK_FALSE(ran_inside);
}

TEST_CASE("a completion takes results that can only be moved") {
  TestExecutor executor;
  int seen = 0;
  Completion<std::unique_ptr<int>> completion([&](std::unique_ptr<int> value) { seen = *value; },
                                              executor.get());
  completion.complete(std::make_unique<int>(7));
  executor.poll();
  CHECK(seen == 7);
}

TEST_CASE("a pending completion keeps its executor busy, a finished one doesn't") {
  TestExecutor executor;
  {
    Completion<int> completion([](int) {}, executor.get());
    executor.poll();
    CHECK_FALSE(executor.context().stopped());
    completion.complete(1);
  }
  executor.poll();
  CHECK(executor.context().stopped());
}

TEST_CASE("a cancellation reaches the operation until the handler has run") {
  TestExecutor executor;
  asio::cancellation_signal signal;
  int cancelled = 0;
  Completion<int> completion(asio::bind_cancellation_slot(signal.slot(), [](int) {}),
                             executor.get());
  completion.on_cancel([&] { ++cancelled; });
  signal.emit(asio::cancellation_type::none);
  CHECK(cancelled == 0);
  signal.emit(asio::cancellation_type::terminal);
  CHECK(cancelled == 1);
  completion.complete(1);
  executor.poll();
  signal.emit(asio::cancellation_type::terminal);
  CHECK(cancelled == 1);
}
