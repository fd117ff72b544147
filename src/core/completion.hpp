#pragma once

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <optional>
#include <utility>

namespace crmlink {

/// The executor of an object that completes handlers: where they run unless they have one of their
/// own. Made once, since the form that handlers compare it in is allocated.
class HomeExecutor {
 public:
  explicit HomeExecutor(boost::asio::any_io_executor executor)
      : executor_(std::move(executor)), for_handlers_(executor_) {}

  const boost::asio::any_io_executor& executor() const noexcept { return executor_; }
  const boost::asio::any_completion_executor& for_handlers() const noexcept {
    return for_handlers_;
  }

 private:
  boost::asio::any_io_executor executor_;
  boost::asio::any_completion_executor for_handlers_;
};

/// Owns the handler of one asynchronous operation and completes it: exactly once, on its associated
/// executor, never inside the initiating function. Keeps that executor busy until then, as Asio's
/// own operations do.
template <class T>
class Completion {
 public:
  using Handler = boost::asio::any_completion_handler<void(T)>;

  /// For an operation that keeps its home busy by itself, with a timer or a socket.
  Completion(Handler handler, const HomeExecutor& home)
      : home_(home.executor()),
        executor_(boost::asio::get_associated_executor(handler, home.for_handlers())),
        handler_(std::move(handler)) {
    if (executor_ == home.for_handlers())
      executor_ = nullptr;
    else
      work_.emplace(executor_);
  }
  /// For any other: keeps `home`, too, busy until the handler has run.
  Completion(Handler handler, const boost::asio::any_io_executor& home)
      : Completion(std::move(handler), HomeExecutor(home)) {
    keep_home_busy();
  }

  /// Keeps the home executor busy until the handler has run.
  void keep_home_busy() {
    if (!work_) work_.emplace(Executor(home_));
  }

  /// Installs what a cancellation does; call it inside the initiating function. `cancel` runs on
  /// whichever thread emits the signal: it must post to the operation's own executor, and must not
  /// own the operation.
  template <class Cancel>
  void on_cancel(Cancel cancel) {
    auto slot = boost::asio::get_associated_cancellation_slot(handler_);
    if (!slot.is_connected()) return;
    slot.assign([cancel = std::move(cancel)](boost::asio::cancellation_type type) {
      if (type != boost::asio::cancellation_type::none) cancel();
    });
  }

  /// Returns whether there is a slot for on_cancel() to use.
  bool is_cancellable() const noexcept {
    return boost::asio::get_associated_cancellation_slot(handler_).is_connected();
  }

  /// Completes with `result`; call it at most once, from anywhere.
  ///
  /// Goes through the home executor first: an any_completion_executor can't be told to never run a
  /// function inline, and a handler must run neither inside the initiating function nor inside the
  /// operation's lock or strand.
  void complete(T result) {
    const auto home = home_;
    boost::asio::post(home, [moved = std::move(*this), result = std::move(result)]() mutable {
      moved.complete_here(std::move(result));
    });
  }

  /// The same, for one who runs on the home executor and outside of every lock and strand of the
  /// operation: the handler may run inside this call.
  void complete_here(T result) {
    if (!executor_) return call(std::move(handler_), std::move(result));
    // Held until dispatch() has returned: another context may be gone once the handler has run.
    const auto work = std::move(work_);
    boost::asio::dispatch(executor_,
                          [handler = std::move(handler_), result = std::move(result)]() mutable {
                            call(std::move(handler), std::move(result));
                          });
  }

  const boost::asio::any_io_executor& home() const noexcept { return home_; }

  explicit operator bool() const noexcept { return static_cast<bool>(handler_); }

 private:
  using Executor = boost::asio::any_completion_executor;

  // A slot belongs to the handler's executor, so it is cleared there and not by the one who
  // completes.
  static void call(Handler handler, T result) {
    auto slot = boost::asio::get_associated_cancellation_slot(handler);
    if (slot.is_connected()) slot.clear();
    std::move(handler)(std::move(result));
  }

  boost::asio::any_io_executor home_;
  Executor executor_;  ///< The handler's own; empty when that is the home.
  std::optional<boost::asio::executor_work_guard<Executor>> work_;
  Handler handler_;
};

}  // namespace crmlink
