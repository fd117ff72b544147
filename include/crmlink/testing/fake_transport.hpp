#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crmlink/core/clock.hpp"
#include "crmlink/http/transport.hpp"

namespace crmlink::testing {

/// A transport without a network: answers what the test has queued, and keeps what it was asked.
///
/// What a request's source gives is read first, without a deadline, and is the body of the request
/// that is kept; a reply of 2xx goes to the request's sink, in one part.
///
/// Use it from one thread, or from one strand.
class CRMLINK_EXPORT FakeTransport : public http::Transport {
 public:
  /// Computes the answer to a request.
  using Answer = std::function<Result<http::Response>(const http::Request& request)>;

  /// Makes a transport whose completions go through `executor`. With a clock, a request that is
  /// left hanging ends at its deadline with Errc::wait_timeout; without one only when cancelled or
  /// when the transport is destroyed.
  explicit FakeTransport(boost::asio::any_io_executor executor,
                         std::shared_ptr<Clock> clock = nullptr);
  ~FakeTransport() override;
  FakeTransport(const FakeTransport&) = delete;
  FakeTransport& operator=(const FakeTransport&) = delete;

  /// Queues an answer for the next unanswered request. A request without a queued answer gets the
  /// one of answer_all, or else fails with Errc::connect_failed, so that a forgotten answer shows.
  void respond(int status, std::string body, std::vector<http::Field> fields = {});
  /// Queues the same, but for `delay` later on the clock, without which it isn't late; a request
  /// whose deadline comes first ends with Errc::wait_timeout.
  void respond_after(std::chrono::nanoseconds delay, int status, std::string body,
                     std::vector<http::Field> fields = {});
  /// Queues a failure.
  void fail(Error error);
  /// Queues silence: the request is under way until its deadline or until it is cancelled.
  void hang();
  /// Queues a computed answer.
  void answer(Answer answer);
  /// Answers every request for which nothing is queued.
  void answer_all(Answer answer);

  /// Returns every request so far, in order.
  const std::vector<http::Request>& requests() const noexcept;
  /// Returns the deadlines of the requests.
  const std::vector<Deadline>& deadlines() const noexcept;
  /// Returns how many requests are under way.
  std::size_t pending() const noexcept;

 protected:
  void start_send(http::Request request, Deadline deadline,
                  http::Transport::SendHandler handler) override;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace crmlink::testing
