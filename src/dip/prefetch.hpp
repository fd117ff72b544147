#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "crmlink/dip/data_dip_profile.hpp"
#include "crmlink/dip/data_dip_ticket.hpp"
#include "dip/cancel_gate.hpp"
#include "dip/dip_world.hpp"

namespace crmlink {

class Join;

/// A dip that was started ahead of its use, and the joins that wait for it.
class Prefetch : public std::enable_shared_from_this<Prefetch> {
 public:
  explicit Prefetch(std::shared_ptr<DipWorld> world);

  /// Starts the dip; call it once.
  void start(const Variables& variables, DataDipOptions options);
  /// Cancels the dip if it is under way.
  void cancel() { gate_.cancel(); }
  void join(std::chrono::nanoseconds remaining, DataDipTicket::Handler handler);
  std::optional<DataDipOutcome> outcome() const;
  /// Takes the answer of a dip that has timed out.
  void arrive_late(const DataDipOutcome& outcome);

 private:
  void arrive(const DataDipOutcome& outcome);

  const std::shared_ptr<DipWorld> world_;
  CancelGate gate_;
  RequestDigest digest_;
  mutable std::mutex mutex_;  // guards what follows
  std::optional<DataDipOutcome> outcome_;
  std::vector<std::shared_ptr<Join>> joins_;
};

/// Lives as long as a ticket does; the dip keeps the prefetch alive by itself.
class DataDipTicket::State {
 public:
  explicit State(std::shared_ptr<Prefetch> of_prefetch) : prefetch(std::move(of_prefetch)) {}
  ~State() { prefetch->cancel(); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  const std::shared_ptr<Prefetch> prefetch;
};

}  // namespace crmlink
