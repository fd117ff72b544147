#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "crm/crm_chain.hpp"
#include "crm/crm_world.hpp"
#include "crm/keyed_lock.hpp"
#include "crmlink/crm/crm_event.hpp"
#include "crmlink/crm/crm_task.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// What the operations of one session have in common. Thread-safe.
class CrmSessionState {
 public:
  CrmSessionState(std::shared_ptr<CrmWorld> of_world, Variables of_session);
  CrmSessionState(const CrmSessionState&) = delete;
  CrmSessionState& operator=(const CrmSessionState&) = delete;

  void set(std::string_view name, std::string_view value);
  void use_account(std::string_view id);
  Variables variables() const;
  std::string text(std::string_view name) const;
  /// Returns the page that the agent's screen pops: that of the record, unless a temporary account
  /// has one of its own; else that of the account.
  std::string page() const;
  /// Puts the page and the id into an outcome: that of the record, or of the account where the CRM
  /// has no records.
  void name(CrmOutcome& outcome) const;

  /// Returns what must be done before anything can be said of the session: its account, its record.
  std::vector<CrmTask> missing() const;
  /// Returns what is to be done about an event.
  std::vector<CrmTask> tasks_for(const CrmEvent& event) const;

  /// Takes what a chain has brought: ids, and how its creates ended.
  void settle(const CrmChain& chain);

  /// Returns a chain for the session's tasks.
  CrmChain make_chain(const CrmCallOptions& options) const;

  /// Keeps tasks until there is a record.
  void keep(std::vector<CrmTask> tasks);
  std::vector<CrmTask> take_kept();

  /// Returns whether the account or the record is the outbox's business now.
  bool is_handed_over() const;

  /// Takes the next place among the session's operations, of which one runs at a time.
  KeyedLock::Turn enter() { return turns_.enter("", world->services.executor); }

  const std::shared_ptr<CrmWorld> world;

 private:
  /// What must be found or created, and whether it was; it may have no id then.
  struct Create {
    explicit Create(CrmOperation operation) : task(operation) {}

    CrmTask task;
    bool settled = false;
  };

  bool has_records() const noexcept;

  KeyedLock turns_;
  mutable std::mutex mutex_;
  Variables variables_;
  bool temporary_ = false;  ///< The account.
  bool handed_over_ = false;
  Clock::WallTime not_before_{};  ///< When the last of what was deferred is due.
  Create account_{CrmOperation::create_account};
  Create record_{CrmOperation::create_record};
  std::vector<CrmTask> kept_;
};

}  // namespace crmlink
