#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace crmlink {

/// Owns the handler of one asynchronous operation and completes it: exactly once, on its associated
/// executor, never inside the initiating function. Keeps that executor busy until then, as Asio's
/// own operations do.
template <class T>
class Completion {
 public:
  using Handler = boost::asio::any_completion_handler<void(T)>;

  Completion(Handler handler, const boost::asio::any_io_executor& fallback)
      : fallback_(fallback),
        work_(boost::asio::make_work_guard(handler, fallback)),
        handler_(std::move(handler)) {}

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
  /// Goes through the fallback executor first: an any_completion_executor can't be told to never
  /// run a function inline, and a handler must run neither inside the initiating function nor
  /// inside the operation's strand.
  void complete(T result) {
    const auto executor = fallback_;
    boost::asio::post(executor, [moved = std::move(*this), result = std::move(result)]() mutable {
      moved.complete_here(std::move(result));
    });
  }

  /// The same, for one who runs on the fallback executor and outside of every lock and strand of
  /// the operation: the handler may run inside this call.
  void complete_here(T result) {
    // Held until dispatch() has returned: another context may be gone once the handler has run.
    const auto work = std::move(work_);
    boost::asio::dispatch(work.get_executor(),
                          [handler = std::move(handler_), result = std::move(result)]() mutable {
                            // A slot belongs to the handler's executor, so it is cleared here and
                            // not by the one who completes.
                            auto slot = boost::asio::get_associated_cancellation_slot(handler);
                            if (slot.is_connected()) slot.clear();
                            std::move(handler)(std::move(result));
                          });
  }

  explicit operator bool() const noexcept { return static_cast<bool>(handler_); }

 private:
  using AssociatedExecutor =
      boost::asio::associated_executor_t<Handler, boost::asio::any_io_executor>;
  boost::asio::any_io_executor fallback_;
  boost::asio::executor_work_guard<AssociatedExecutor> work_;
  Handler handler_;
};

}  // namespace crmlink
