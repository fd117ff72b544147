#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/crm/crm_event.hpp"
#include "crmlink/crm/crm_file.hpp"
#include "crmlink/crm/crm_outcome.hpp"
#include "crmlink/crm/crm_record_pop.hpp"
#include "crmlink/crm/generic_crm.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// What goes to the CRM when a session has ended.
struct CrmClosing {
  /// Gives the metadata of the session, as it is by then.
  using Metadata = std::function<Result<CrmFile>()>;

  CrmClosing() = default;
  /// Names the recordings, transcripts, … that are there.
  explicit CrmClosing(std::vector<CrmFile> of_session) : files(std::move(of_session)) {}

  std::vector<CrmFile> files;  ///< Uploaded one behind the other.
  /// Called CrmConfig::metadata_delay() after the start of async_finish, on the operation's strand;
  /// must not throw. Its file is uploaded, too. Empty: there is none, and nothing waits for it.
  Metadata metadata;
};

/// One call or chat, as a CRM sees it: account, record, what happens, and what follows its end
/// (generic-crm.md "Flows").
///
/// Holds the session's variables, the ids that were found or created, and what couldn't be told to
/// the CRM because there was no record yet. Its operations run one at a time, in the order in which
/// they were started; start them whenever something happens. Whatever fails, async_finish makes up
/// for it: it searches and creates again what is missing, and gives the outbox, as one step, all
/// that still can't be done.
///
/// Thread-safe. A cheap handle: copies are the same session. May be destroyed while operations are
/// under way.
///
/// All operations: handler `void(CrmOutcome)`, which runs on its associated executor, or else on
/// that of the CRM's services, exactly once, never inside the call. Cancellation: terminal, per
/// operation; what was done until then stays done.
class CRMLINK_EXPORT CrmSession {
 public:
  using Handler = GenericCrm::Handler;

  /// Takes the CRM and what is known of the session (crm_variables.hpp); asks nothing.
  CrmSession(const GenericCrm& crm, Variables variables);
  CrmSession(const CrmSession&);
  CrmSession(CrmSession&&) noexcept;
  CrmSession& operator=(const CrmSession&);
  CrmSession& operator=(CrmSession&&) noexcept;
  ~CrmSession();

  /// Sets a variable, such as RATING, for what is sent from now on; an empty value makes it absent.
  /// What a comment says is settled when its operation starts.
  void set(std::string_view name, std::string_view value);
  /// Takes this account: the agent's choice when several matched. async_begin then doesn't search.
  void use_account(std::string_view id);

  Variables variables() const;     ///< A copy, ids included.
  std::string account_id() const;  ///< Empty as long as there is none.
  std::string record_id() const;   ///< Empty as long as there is none.
  /// Returns what the agent's desktop is told to open; std::nullopt as long as there is nothing.
  std::optional<CrmRecordPop> record_pop() const;

  /// Finds or creates the account, then the record; nothing that is known already.
  ///
  /// The outcome is that of the record, or of the account when it ended there, with the steps of
  /// both; its url is what the agent's screen pops. When the configuration opens a custom URL for
  /// unknown customers of the queue, the account is CrmStatus::temporary, the record is created for
  /// it, and the url is that page. Nothing is deferred yet: what failed is tried again by
  /// async_finish.
  template <boost::asio::completion_token_for<void(CrmOutcome)> Token = boost::asio::deferred_t>
  auto async_begin(CrmCallOptions options = {}, Token&& token = Token{}) const {
    return boost::asio::async_initiate<Token, void(CrmOutcome)>(
        [](auto handler, const CrmSession& self, CrmCallOptions moved) {
          self.start_begin(std::move(moved), std::move(handler));
        },
        token, *this, std::move(options));
  }

  /// Tells the CRM what happened, if its configuration wants to hear of it: a comment, an update,
  /// or both; else CrmStatus::skipped. Without a record it is kept, and told by async_finish
  /// (CrmStatus::deferred).
  template <boost::asio::completion_token_for<void(CrmOutcome)> Token = boost::asio::deferred_t>
  auto async_report(CrmEvent event, CrmCallOptions options = {}, Token&& token = Token{}) const {
    return boost::asio::async_initiate<Token, void(CrmOutcome)>(
        [](auto handler, const CrmSession& self, CrmEvent happened, CrmCallOptions moved) {
          self.start_report(std::move(happened), std::move(moved), std::move(handler));
        },
        token, *this, std::move(event), std::move(options));
  }

  /// Does what follows a session's end: account and record if they are missing, what was kept, the
  /// comment and the update on CrmEventKind::ended, the uploads, and the metadata when its time has
  /// come, which may be 15 minutes later.
  ///
  /// A step that fails doesn't keep those behind it from being done. The outcome is `done` when all
  /// were done, else the worst that happened. When even the record can't be had, all goes to the
  /// outbox at once as one step, the metadata as it is by then. A deadline in `options` holds for
  /// all of it, the wait included; what isn't done by then is deferred. Cancelling gives up what
  /// isn't done instead: a host that stops in a hurry gives a deadline that has passed.
  template <boost::asio::completion_token_for<void(CrmOutcome)> Token = boost::asio::deferred_t>
  auto async_finish(CrmClosing closing = {}, CrmCallOptions options = {},
                    Token&& token = Token{}) const {
    return boost::asio::async_initiate<Token, void(CrmOutcome)>(
        [](auto handler, const CrmSession& self, CrmClosing with, CrmCallOptions moved) {
          self.start_finish(std::move(with), std::move(moved), std::move(handler));
        },
        token, *this, std::move(closing), std::move(options));
  }

 private:
  void start_begin(CrmCallOptions options, Handler handler) const;
  void start_report(CrmEvent event, CrmCallOptions options, Handler handler) const;
  void start_finish(CrmClosing closing, CrmCallOptions options, Handler handler) const;

  std::shared_ptr<class CrmSessionState> state_;
};

}  // namespace crmlink
