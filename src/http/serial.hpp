#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/completion.hpp"
#include "crmlink/core/logger.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/http/exchange_observer.hpp"
#include "crmlink/http/message.hpp"

namespace crmlink::http {

/// What an observer is told of a request.
struct ExchangeRecord {
  ExchangeRecord(std::string to_origin, Method with_method, Diagnostics how, TraceContext in_trace)
      : origin(std::move(to_origin)),
        method(with_method),
        diagnostics(std::move(how)),
        trace(std::move(in_trace)) {}

  std::string origin;
  Method method;
  Diagnostics diagnostics;
  TraceContext trace;
};

/// The end of a request, on its way to the user.
struct Finished {
  Finished(Completion<Result<Response>> use_completion, Result<Response> use_result)
      : completion(std::move(use_completion)), result(std::move(use_result)) {}

  Completion<Result<Response>> completion;
  Result<Response> result;
  std::optional<Diagnostics> log;          ///< Of a failure that the log hears of.
  TraceContext trace;                      ///< The same.
  std::unique_ptr<ExchangeRecord> record;  ///< What the observer hears of; null without one.
};

/// Lets one thread at a time into a client. What ends inside is brought to the user outside, so
/// that no code of the user's, a handler or a log, ever runs under the lock.
///
/// Cheaper than a strand: a handler of Asio runs at once, without another trip through the
/// executor's queue.
class Serial {
 public:
  /// On which thread one enters: on one of the client's executor, where handlers may run at once,
  /// or anywhere, where they must be posted.
  enum class From { executor, anywhere };

  /// Being inside; leaving completes what has finished meanwhile.
  class Entry {
   public:
    Entry(std::shared_ptr<Serial> serial, From from);
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    ~Entry();

   private:
    friend class Serial;

    std::shared_ptr<Serial> serial_;
    From from_;
    std::optional<Finished> first_;  ///< Nearly always the only one.
    std::vector<Finished> more_;
    std::vector<std::shared_ptr<const void>> discarded_;
  };

  explicit Serial(Logger logger, std::shared_ptr<ExchangeObserver> observer = nullptr)
      : logger_(std::move(logger)), observer_(std::move(observer)) {}

  /// Takes note of a finished request; call it inside.
  void finish(Finished finished);
  /// Keeps an object until the one who is inside leaves: one that is no longer needed and may be on
  /// the stack; call it inside.
  void discard(std::shared_ptr<const void> object);
  /// Brings it to the user; call it outside.
  void bring(Finished finished, From from) const;
  const Logger& logger() const noexcept { return logger_; }

 private:
  void bring_observed(Finished finished, From from) const;

  std::mutex mutex_;
  Entry* inside_ = nullptr;
  Logger logger_;
  std::shared_ptr<ExchangeObserver> observer_;
};

/// Returns `handler`, entering first; for handlers that Asio calls on the client's executor.
template <class Handler>
auto serialized(std::shared_ptr<Serial> serial, Handler handler) {
  return [serial = std::move(serial), handler = std::move(handler)](auto&&... args) mutable {
    const Serial::Entry entry(serial, Serial::From::executor);
    handler(std::forward<decltype(args)>(args)...);
  };
}

}  // namespace crmlink::http
