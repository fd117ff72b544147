#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <vector>

#include "crm/crm_flow.hpp"
#include "crm/crm_world.hpp"
#include "crmlink/crm/crm_outcome.hpp"
#include "crmlink/crm/crm_task.hpp"
#include "crmlink/crm/generic_crm.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// How a find-or-create ended.
struct CrmCreateEnd {
  CrmOperation operation;
  CrmStatus status;
  bool maybe_applied;  ///< Whether it may have been applied although no reply came.
};

/// Does tasks one behind the other, each with the ids that those before it brought. One that fails
/// doesn't keep the others from being done, unless they would have no account or record to be
/// about. Lives on one strand, until its end.
class CrmChain {
 public:
  CrmChain(std::shared_ptr<CrmWorld> world, Variables variables, CrmCallOptions options);

  boost::asio::awaitable<CrmOutcome> run(std::vector<CrmTask> tasks);
  boost::asio::awaitable<CrmOutcome> resume(DeferredCrmStep step);

  /// Says what comes after the last task, in case that all goes to the outbox.
  void set_last(CrmFlow::Followers last) { last_ = std::move(last); }
  /// As those of CrmFlow: what is deferred later is due later, so that comments keep their order.
  void set_not_before(Clock::WallTime when) noexcept { not_before_ = when; }
  Clock::WallTime not_before() const noexcept { return not_before_; }
  /// Makes failures final: nothing goes to the outbox.
  void keep_out_of_outbox() noexcept { defers_ = false; }

  /// Returns the session's variables, with the ids so far.
  const Variables& variables() const noexcept { return variables_; }
  /// Returns how the creates ended, in their order.
  const std::vector<CrmCreateEnd>& creates() const noexcept { return creates_; }

 private:
  boost::asio::awaitable<CrmOutcome> perform(CrmTask task, std::vector<CrmTask> rest);
  void add(CrmOutcome outcome);

  std::shared_ptr<CrmWorld> world_;
  Variables variables_;
  CrmCallOptions options_;
  CrmFlow::Followers last_;
  CrmOutcome total_;
  Clock::WallTime not_before_{};
  bool defers_ = true;
  std::vector<CrmCreateEnd> creates_;
};

/// Returns whether nothing that needs an account or a record can follow what ended so.
bool ends_chain(CrmStatus create) noexcept;

/// Returns whether an end is worse than another, of several that are told as one.
bool is_graver(CrmStatus status, CrmStatus than) noexcept;

}  // namespace crmlink
