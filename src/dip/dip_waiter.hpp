#pragma once

#include <memory>
#include <string>
#include <utility>

#include "core/completion.hpp"
#include "crmlink/http/message.hpp"
#include "dip/cancel_gate.hpp"
#include "dip/dip_world.hpp"

namespace crmlink {

class Flight;
class Prefetch;

/// What a dip asks for, and until when.
struct DipTerms {
  RequestDigest digest;
  Clock::TimePoint started;
  Clock::TimePoint deadline;
  std::string call_id;
  http::TraceContext trace;
  bool is_prefetch = false;
  std::weak_ptr<Prefetch> prefetch;  ///< Gone with the last ticket, if `is_prefetch`.
};

/// A dip that waits for a flight, with a deadline, a cancellation and a handler of its own.
///
/// A dip that nobody shares needs none of it: the transport keeps its deadline, and the flight its
/// handler. Members marked "locked" belong to whoever holds the world's mutex.
class DipWaiter : public std::enable_shared_from_this<DipWaiter> {
 public:
  DipWaiter(std::shared_ptr<DipWorld> world, DipTerms terms, http::Request request,
            Completion<DataDipOutcome> completion);

  /// Lets the handler's slot cancel it; call it inside the initiating function, before anybody
  /// knows the waiter.
  void allow_cancellation();
  /// Starts to wait for the deadline.
  void start_timer();

  const DipTerms& terms() const noexcept { return terms_; }
  /// Gives away the request, for the flight that this waiter begins.
  http::Request take_request() { return std::move(request_); }

  void board(Flight& flight) noexcept { flight_ = &flight; }  ///< Locked.
  void leave_flight() noexcept { flight_ = nullptr; }         ///< Locked.
  /// Claims the right to complete it; locked. False: somebody else has.
  bool claim() noexcept { return !std::exchange(claimed_, true); }
  bool claimed() const noexcept { return claimed_; }      ///< Locked.
  bool cancelled() const noexcept { return cancelled_; }  ///< Locked.

  /// Completes it; only after claim(), without the lock.
  void complete(const DataDipOutcome& outcome);

 private:
  void on_deadline();
  void cancel();

  const std::shared_ptr<DipWorld> world_;
  const DipTerms terms_;
  http::Request request_;
  Completion<DataDipOutcome> completion_;
  CancelGate timer_;
  Flight* flight_ = nullptr;  // locked
  bool claimed_ = false;      // locked
  bool cancelled_ = false;    // locked
};

}  // namespace crmlink
