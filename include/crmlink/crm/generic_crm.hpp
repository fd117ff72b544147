#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "crmlink/core/clock.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/core/logger.hpp"
#include "crmlink/crm/crm_config.hpp"
#include "crmlink/crm/crm_file.hpp"
#include "crmlink/crm/crm_outbox.hpp"
#include "crmlink/crm/crm_outcome.hpp"
#include "crmlink/http/trace_context.hpp"
#include "crmlink/http/transport.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// What a CRM needs from its host.
struct CrmServices {
  /// Takes the executor on which handlers without one of their own run, and the clock's waits.
  explicit CrmServices(boost::asio::any_io_executor on_executor)
      : executor(std::move(on_executor)) {}

  boost::asio::any_io_executor executor;
  std::shared_ptr<Clock> clock;  ///< nullptr: the system's.
  Logger logger;                 ///< Receives one line per failed step; silent by default.
  /// Takes what couldn't be done during its call. nullptr: it fails instead.
  std::shared_ptr<CrmOutbox> outbox;
  /// Gives numbers from 0 to below 1 for the jitter of retries; thread-safe. Empty: ones of its
  /// own.
  std::function<double()> random;
};

/// What one operation may do differently.
struct CrmCallOptions {
  using Deadline = std::chrono::steady_clock::time_point;

  CrmCallOptions() noexcept {}

  /// When all of the operation's requests must have ended, on the steady clock of the services;
  /// each has the configuration's timeout besides. std::nullopt: that alone.
  std::optional<Deadline> deadline;
  /// Names what is created, so that a server that knows such keys makes it once however often it is
  /// asked; the same for each attempt. Empty: a random one.
  std::string idempotency_key;
  /// The trace that the requests belong to. Empty: none.
  http::TraceContext trace;
};

/// Finds, creates and updates accounts and records in any CRM, as its configuration says.
///
/// A search that fails is never taken for one that found nobody, so nothing is created behind it; a
/// create whose answer was lost isn't repeated before a search; find-or-create for one caller runs
/// once at a time in this object, and what it has just created is remembered for ten minutes, for
/// searches that lag behind. Thread-safe; any number of operations may be under way at once. May be
/// destroyed while they are. A cheap handle: copies share everything. Source: generic-crm.md
/// "Flows".
class CRMLINK_EXPORT GenericCrm {
 public:
  using Handler = boost::asio::any_completion_handler<void(CrmOutcome)>;

  /// Makes a CRM; touches no network. `transport` is shared, it lives until the last operation
  /// ends.
  GenericCrm(CrmConfig config, std::shared_ptr<http::Transport> transport, CrmServices services);
  GenericCrm(const GenericCrm&);
  GenericCrm(GenericCrm&&) noexcept;
  GenericCrm& operator=(const GenericCrm&);
  GenericCrm& operator=(GenericCrm&&) noexcept;
  ~GenericCrm();

  const CrmConfig& config() const noexcept;
  /// Returns the executor of its services.
  const boost::asio::any_io_executor& executor() const noexcept;

  /// Finds the account of a session, or creates it: by ACCOUNT_ID when that is known, else by
  /// search.
  ///
  /// The outcome's id is the ACCOUNT_ID of what follows. `variables` are the session's
  /// (crm_variables.hpp) and are copied.
  ///
  /// Handler: `void(CrmOutcome)`, not a Result: a CRM that fails is no reason to drop a call. Runs
  /// on its associated executor, or else on the services', exactly once, never inside this call.
  /// Cancellation: terminal, per operation; the outcome is CrmStatus::cancelled, its error's
  /// delivery() says whether the CRM may have acted.
  template <boost::asio::completion_token_for<void(CrmOutcome)> Token = boost::asio::deferred_t>
  auto async_find_or_create_account(Variables variables, CrmCallOptions options = {},
                                    Token&& token = Token{}) const {
    return initiate(&GenericCrm::start_account, std::move(variables), std::move(options), token);
  }

  /// Creates a record for the account ACCOUNT_ID, or finds one with `reuse_records`; otherwise as
  /// async_find_or_create_account. The outcome's url is what the agent's screen pops.
  template <boost::asio::completion_token_for<void(CrmOutcome)> Token = boost::asio::deferred_t>
  auto async_find_or_create_record(Variables variables, CrmCallOptions options = {},
                                   Token&& token = Token{}) const {
    return initiate(&GenericCrm::start_record, std::move(variables), std::move(options), token);
  }

  /// Asks one endpoint once, whatever it is: a comment (COMMENT_BODY), an update, a search; an
  /// upload is async_upload.
  template <boost::asio::completion_token_for<void(CrmOutcome)> Token = boost::asio::deferred_t>
  auto async_run(CrmOperation operation, Variables variables, CrmCallOptions options = {},
                 Token&& token = Token{}) const {
    return boost::asio::async_initiate<Token, void(CrmOutcome)>(
        [](auto handler, const GenericCrm& self, CrmOperation what, Variables call,
           CrmCallOptions moved) {
          self.start_run(what, std::move(call), std::move(moved), std::move(handler));
        },
        token, *this, operation, std::move(variables), std::move(options));
  }

  /// Uploads a file to the record RECORD_ID, streaming it in constant memory; with `then` in the
  /// configuration a second request attaches it, with `comment` a third one links it.
  ///
  /// The outcome's id is the attachment's, its url where the file can be had. Each request of the
  /// file has CrmConfig::upload_timeout(). What fails is deferred when the content can be repeated
  /// (BodySource::can_repeat): the outbox then keeps it.
  template <boost::asio::completion_token_for<void(CrmOutcome)> Token = boost::asio::deferred_t>
  auto async_upload(CrmFile file, Variables variables, CrmCallOptions options = {},
                    Token&& token = Token{}) const {
    return boost::asio::async_initiate<Token, void(CrmOutcome)>(
        [](auto handler, const GenericCrm& self, CrmFile sent, Variables call,
           CrmCallOptions moved) {
          self.start_upload(std::move(sent), std::move(call), std::move(moved), std::move(handler));
        },
        token, *this, std::move(file), std::move(variables), std::move(options));
  }

  /// Tries again what an outbox has kept, and does what follows it. When it fails once more, the
  /// outbox gets it back with its next time, until a week after its first attempt; so it does with
  /// a follower that fails.
  template <boost::asio::completion_token_for<void(CrmOutcome)> Token = boost::asio::deferred_t>
  auto async_resume(DeferredCrmStep step, CrmCallOptions options = {},
                    Token&& token = Token{}) const {
    return boost::asio::async_initiate<Token, void(CrmOutcome)>(
        [](auto handler, const GenericCrm& self, DeferredCrmStep kept, CrmCallOptions moved) {
          self.start_resume(std::move(kept), std::move(moved), std::move(handler));
        },
        token, *this, std::move(step), std::move(options));
  }

 private:
  friend class CrmSession;
  using Start = void (GenericCrm::*)(Variables, CrmCallOptions, Handler) const;

  template <class Token>
  auto initiate(Start start, Variables variables, CrmCallOptions options, Token& token) const {
    return boost::asio::async_initiate<Token, void(CrmOutcome)>(
        [](auto handler, const GenericCrm& self, Start begin, Variables call,
           CrmCallOptions moved) {
          (self.*begin)(std::move(call), std::move(moved), std::move(handler));
        },
        token, *this, start, std::move(variables), std::move(options));
  }

  void start_account(Variables variables, CrmCallOptions options, Handler handler) const;
  void start_record(Variables variables, CrmCallOptions options, Handler handler) const;
  void start_run(CrmOperation operation, Variables variables, CrmCallOptions options,
                 Handler handler) const;
  void start_upload(CrmFile file, Variables variables, CrmCallOptions options,
                    Handler handler) const;
  void start_resume(DeferredCrmStep step, CrmCallOptions options, Handler handler) const;

  std::shared_ptr<class CrmWorld> world_;
};

}  // namespace crmlink
