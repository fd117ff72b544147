#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <memory>
#include <utility>

#include "core/completion.hpp"
#include "crmlink/core/clock.hpp"
#include "crmlink/http/transport.hpp"

namespace crmlink::test {

/// A transport of several threads: two of three requests are answered after some turns through the
/// executor, the third at its deadline with a failure; each earlier when cancelled.
class PoolTransport : public http::Transport {
 public:
  /// Answers a request; called on any thread.
  using Answer = std::function<http::Response(const http::Request& request)>;

  PoolTransport(boost::asio::any_io_executor executor, std::shared_ptr<Clock> clock, Answer answer)
      : executor_(std::move(executor)), clock_(std::move(clock)), answer_(std::move(answer)) {}

 protected:
  void start_send(http::Request request, Deadline deadline, SendHandler handler) override {
    auto exchange = std::make_shared<Exchange>(std::move(handler), executor_);
    exchange->request = std::move(request);
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
    Exchange(SendHandler handler, const boost::asio::any_io_executor& executor)
        : completion(std::move(handler), executor) {}
    void finish(Result<http::Response> result) {
      if (!done.exchange(true)) completion.complete(std::move(result));
    }
    http::Request request;
    Completion<Result<http::Response>> completion;
    std::atomic<bool> done = false;
  };

  void take_turns(const std::shared_ptr<Exchange>& exchange, unsigned turns) {
    if (turns == 0) return exchange->finish(answer_(exchange->request));
    boost::asio::post(executor_, [this, exchange, turns] { take_turns(exchange, turns - 1); });
  }

  const boost::asio::any_io_executor executor_;
  const std::shared_ptr<Clock> clock_;
  const Answer answer_;
  std::atomic<unsigned> count_ = 0;
};

}  // namespace crmlink::test
