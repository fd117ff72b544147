#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "crmlink/core/clock.hpp"
#include "crmlink/core/error.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/crm/crm_task.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// Something that couldn't be done during its call, with all that is needed to do it later.
///
/// Holds the caller's data: treat it as such. A file's content is the host's object, which must be
/// there for the next attempt.
struct DeferredCrmStep {
  DeferredCrmStep() = default;

  CrmTask task{CrmOperation::comment};
  /// What follows it with its id, in this order: the record of an account that couldn't be had,
  /// the comments on it, …
  std::vector<CrmTask> then;
  Variables variables;              ///< Of the session, ids included that are known.
  unsigned attempts = 0;            ///< How often it was tried.
  Clock::WallTime first_attempt{};  ///< A week after it, it is given up.
  Clock::WallTime next_attempt{};   ///< When to try again.
  Error error;                      ///< Why it couldn't be done.
};

/// Where steps go that outlive their call. The host implements it, or takes a MemoryCrmOutbox.
class CRMLINK_EXPORT CrmOutbox {
 public:
  virtual ~CrmOutbox();

  /// Takes a step over. Called on any of the executor's threads, outside of every lock; must not
  /// throw.
  virtual void defer(DeferredCrmStep step) = 0;

 protected:
  CrmOutbox() = default;
  CrmOutbox(const CrmOutbox&) = default;
  CrmOutbox& operator=(const CrmOutbox&) = default;
};

/// Keeps steps in memory: what is in it when the process ends is lost. Thread-safe.
class CRMLINK_EXPORT MemoryCrmOutbox : public CrmOutbox {
 public:
  MemoryCrmOutbox();
  ~MemoryCrmOutbox() override;
  MemoryCrmOutbox(const MemoryCrmOutbox&) = delete;
  MemoryCrmOutbox& operator=(const MemoryCrmOutbox&) = delete;

  void defer(DeferredCrmStep step) override;
  /// Removes and returns the steps whose time has come, the earliest first.
  std::vector<DeferredCrmStep> take_due(Clock::WallTime now);
  /// Returns when the next one is due; std::nullopt when there is none.
  std::optional<Clock::WallTime> next_due() const;
  std::size_t size() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace crmlink
