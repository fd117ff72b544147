#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <utility>

namespace crmlink {

/// Cancels one asynchronous operation from any thread.
///
/// A cancellation_signal may be emitted only where the operation's handler runs, for the slot is
/// cleared there. A strand would see to that, and cost each dip an allocation and a turn through
/// the scheduler. The gate is a turnstile instead: either the signal is emitted or the handler
/// runs, and neither blocks. The operation's handler must have the gate's slot and its Executor.
class CancelGate {
 public:
  /// What runs the operation's handler: on the gate's inner executor, never beside an emission.
  class Executor {
   public:
    explicit Executor(std::shared_ptr<CancelGate> gate) noexcept : gate_(std::move(gate)) {}

    template <class Function>
    void execute(Function&& function) const {
      boost::asio::dispatch(gate_->inner_,
                            [gate = gate_, moved = std::forward<Function>(function)]() mutable {
                              CancelGate::pass(std::move(gate), std::move(moved));
                            });
    }
    friend bool operator==(const Executor& a, const Executor& b) noexcept {
      return a.gate_ == b.gate_;
    }
    friend bool operator!=(const Executor& a, const Executor& b) noexcept { return !(a == b); }

   private:
    std::shared_ptr<CancelGate> gate_;
  };

  /// Returns the executor with work on it, for a gate that lives no longer than its operation.
  static boost::asio::any_io_executor kept_busy(const boost::asio::any_io_executor& executor);

  /// Makes a gate whose operation isn't started yet.
  explicit CancelGate(boost::asio::any_io_executor inner) : inner_(std::move(inner)) {}
  CancelGate(const CancelGate&) = delete;
  CancelGate& operator=(const CancelGate&) = delete;

  boost::asio::cancellation_slot slot() noexcept { return signal_.slot(); }
  /// Says that the initiating function of the operation has returned: from here on, and not
  /// before, the signal is emitted.
  void opened() { release(); }
  /// Cancels the operation, once; does nothing when its handler has run, for the slot is empty
  /// then. Whatever the operation
  /// does in its slot happens inside this call or inside opened().
  void cancel();

 private:
  enum Flag : unsigned { busy = 1, wanted = 2 };

  template <class Function>
  static void pass(std::shared_ptr<CancelGate> gate, Function function) {
    if (gate->enter()) {
      std::move(function)();
      return gate->release();
    }
    // An emission takes no longer than a post does, and a step of the operation ends before the
    // next one.
    auto& inner = gate->inner_;
    boost::asio::post(inner, [gate = std::move(gate), moved = std::move(function)]() mutable {
      pass(std::move(gate), std::move(moved));
    });
  }
  bool enter() noexcept;
  void release();

  const boost::asio::any_io_executor inner_;
  boost::asio::cancellation_signal signal_;
  std::atomic<unsigned> state_ = busy;
  bool emitted_ = false;  // belongs to whoever is busy
};

}  // namespace crmlink
