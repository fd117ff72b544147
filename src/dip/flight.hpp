#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/completion.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/http/message.hpp"
#include "dip/cancel_gate.hpp"
#include "dip/dip_waiter.hpp"
#include "dip/dip_world.hpp"
#include "dip/flight_table.hpp"
#include "http/handler_memory.hpp"

namespace crmlink {

/// One request under way, and all the dips that it was sent for.
///
/// The dip that began it costs no timer and no object of its own: the transport ends the request
/// at that dip's deadline. Others come and go as DipWaiters. When the request's time is over and
/// some of them have more, they begin the next flight. Members marked "locked" belong to whoever
/// holds the world's mutex.
class Flight : public FlightEntry, public std::enable_shared_from_this<Flight> {
 public:
  using Handler = DataDipProfile::Handler;

  /// Makes a dip: joins the flight of an identical one, or begins one.
  static void enter(const std::shared_ptr<DipWorld>& world, http::Request request, DipTerms terms,
                    Handler handler);

  Flight(std::shared_ptr<DipWorld> world, const DipTerms& terms, Clock::TimePoint deadline);
  ~Flight();
  Flight(const Flight&) = delete;
  Flight& operator=(const Flight&) = delete;

  /// Lets a dip wait; locked.
  void board(std::shared_ptr<DipWaiter> waiter);
  /// Takes a waiter off that was cancelled; locked.
  void leave(DipWaiter& waiter);
  /// Takes a waiter off whose time is over. Its answer may still come, if late answers count;
  /// otherwise returns this flight when nobody is left, to be cancelled. Locked.
  std::shared_ptr<Flight> leave_late(DipWaiter& waiter);
  /// Returns this flight, to be cancelled, when nobody but `waiter` has an interest in it. Locked.
  std::shared_ptr<Flight> abandon_unless_shared(const DipWaiter& waiter);
  /// Forgets whose answers would come late. Returns this flight, to be cancelled, when it was only
  /// for them. Locked.
  std::shared_ptr<Flight> end_late();

  /// Cancels the request.
  void cancel() { gate_.cancel(); }

 private:
  class LandingHandler;
  struct Passengers;

  static std::shared_ptr<Flight> make(const std::shared_ptr<DipWorld>& world, const DipTerms& terms,
                                      Clock::TimePoint deadline);
  static std::shared_ptr<Flight> find(DipWorld& world, const DipTerms& terms);
  static void enter(const std::shared_ptr<DipWorld>& world,
                    const std::shared_ptr<DipWaiter>& waiter);
  void lead(Completion<DataDipOutcome> completion);
  void send(http::Request request);
  void cancel_first();
  bool is_empty() const noexcept { return !first_ && waiters_.empty() && late_.empty(); }
  std::shared_ptr<Flight> abandon();

  void land(Result<http::Response> reply);
  Passengers disembark(const DataDipOutcome& outcome);
  void raise_late(const DataDipOutcome& outcome, const std::vector<DipTerms>& late) const;

  const std::shared_ptr<DipWorld> world_;
  const Clock::TimePoint started_;
  const Clock::TimePoint deadline_;
  const http::TraceContext trace_;  ///< Of the dip that began it.
  bool cancellable_ = true;
  const DipWaiter* leader_ = nullptr;  // locked; the waiter that began it, if one did
  CancelGate gate_;
  http::HandlerMemory memory_;
  std::optional<Completion<DataDipOutcome>> first_;  // locked
  std::vector<std::shared_ptr<DipWaiter>> waiters_;  // locked
  std::vector<DipTerms> late_;                       // locked
};

}  // namespace crmlink
