#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crm/crm_world.hpp"
#include "crmlink/crm/crm_outcome.hpp"
#include "crmlink/crm/generic_crm.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// Runs one operation on a CRM, request by request. Lives on one strand, until its end.
class CrmFlow {
 public:
  /// Tells what follows a task, when it is asked.
  using Followers = std::function<std::vector<CrmTask>()>;

  CrmFlow(std::shared_ptr<CrmWorld> world, Variables variables, CrmCallOptions options);

  boost::asio::awaitable<CrmOutcome> find_or_create_account();
  boost::asio::awaitable<CrmOutcome> find_or_create_record();
  boost::asio::awaitable<CrmOutcome> run(CrmOperation operation);
  boost::asio::awaitable<CrmOutcome> upload(std::shared_ptr<const CrmFile> file);
  boost::asio::awaitable<CrmOutcome> resume(DeferredCrmStep step);
  /// Does a task as one of the above; a create finds first.
  boost::asio::awaitable<CrmOutcome> perform(CrmTask task);

  /// Says what follows, in case that this can't be done and goes to the outbox.
  void set_followers(Followers followers) { followers_ = std::move(followers); }
  /// Makes failures final: nothing goes to the outbox.
  void keep_out_of_outbox() noexcept { defers_ = false; }
  /// Makes what is deferred wait until then at least: for what was deferred before it.
  void set_not_before(Clock::WallTime when) noexcept { not_before_ = when; }
  /// Returns until when something was deferred, or set_not_before().
  Clock::WallTime not_before() const noexcept { return not_before_; }
  /// Returns the session's variables, with the ids that the flow has brought.
  const Variables& variables() const noexcept { return variables_; }
  /// Returns whether a create may have been applied although no reply came.
  bool maybe_applied() const noexcept { return maybe_applied_; }

 private:
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  Awaitable<CrmOutcome> search_or_create();
  Awaitable<CrmOutcome> resume_record();
  Awaitable<CrmOutcome> create(CrmOperation operation, std::string note);
  Awaitable<CrmOutcome> confirm(std::string id);
  Awaitable<CrmOutcome> reconcile(CrmOperation operation, CrmReply lost);
  Awaitable<CrmReply> call(CrmOperation operation, std::string note);
  Awaitable<CrmReply> call_endpoint(GenericCrmEndpoint endpoint, std::string note,
                                    std::shared_ptr<const CrmFile> file);
  Awaitable<void> comment_on(std::shared_ptr<const CrmFile> file);

  bool can_call(CrmOperation operation) const;
  bool can_find(CrmOperation operation);
  std::string search_key() const;
  CrmOutcome settle(CrmOperation operation, CrmReply reply);
  CrmOutcome end(CrmStatus status, CrmOperation operation);
  CrmOutcome existing(CrmOperation operation, std::string id, std::string note);
  CrmOutcome fail(CrmOperation operation, Error error);
  bool defer(CrmOperation operation, const Error& error);
  void skip(CrmOperation operation, std::string note);
  CrmOutcome make_temporary();
  void set_id(CrmOperation operation, const std::string& id);

  std::shared_ptr<CrmWorld> world_;
  Variables variables_;
  CrmCallOptions options_;
  CrmOutcome outcome_;
  std::optional<DeferredCrmStep> resumed_;  ///< What is tried again.
  Followers followers_;
  std::shared_ptr<const CrmFile> file_;  ///< That is uploaded.
  /// What the last reply asked for (Retry-After).
  std::optional<std::chrono::milliseconds> retry_after_;
  Clock::WallTime not_before_{};
  bool defers_ = true;
  bool maybe_applied_ = false;
};

}  // namespace crmlink
