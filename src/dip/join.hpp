#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include "core/completion.hpp"
#include "crmlink/dip/data_dip_ticket.hpp"
#include "dip/cancel_gate.hpp"
#include "dip/dip_world.hpp"

namespace crmlink {

/// Somebody who waits for a prefetch, with a deadline, a cancellation and a handler of his own.
class Join : public std::enable_shared_from_this<Join> {
 public:
  Join(std::shared_ptr<DipWorld> world, const RequestDigest& digest,
       DataDipTicket::Handler handler);

  /// Lets the handler's slot cancel it; call it inside the initiating function, before anybody
  /// knows the join.
  void allow_cancellation();
  void start_timer(std::chrono::nanoseconds remaining);
  /// Completes it with what has arrived, unless it has completed.
  void arrive(const DataDipOutcome& outcome);
  /// Completes it since its time is over, unless it has completed.
  void give_up();

 private:
  void cancel();
  bool claim() noexcept { return !claimed_.exchange(true); }
  void complete(DataDipOutcome outcome);

  const std::shared_ptr<DipWorld> world_;
  const RequestDigest digest_;
  const Clock::TimePoint started_;
  Completion<DataDipOutcome> completion_;
  CancelGate timer_;
  std::atomic<bool> claimed_ = false;
};

}  // namespace crmlink
