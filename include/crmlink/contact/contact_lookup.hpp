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
#include <vector>

#include "crmlink/contact/contact_credential.hpp"
#include "crmlink/contact/contact_lookup_config.hpp"
#include "crmlink/contact/contact_outcome.hpp"
#include "crmlink/contact/contact_setters.hpp"
#include "crmlink/core/clock.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/core/logger.hpp"
#include "crmlink/http/trace_context.hpp"
#include "crmlink/http/transport.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// What an integration wants of a transport that isn't what the others use.
struct ContactRoute {
  ContactRoute() = default;

  std::string proxy = "auto";  ///< `auto`: as the others; `no`: none; or the proxy's address.
  bool verify = true;          ///< Whether the server's certificate is verified.
};

/// What contact lookups need from their host.
struct ContactServices {
  /// Takes the executor on which handlers without one of their own run, and the clock's waits.
  explicit ContactServices(boost::asio::any_io_executor on_executor)
      : executor(std::move(on_executor)) {}

  boost::asio::any_io_executor executor;
  std::shared_ptr<Clock> clock;  ///< nullptr: the system's.
  Logger logger;                 ///< Receives one line per failed step; silent by default.
  /// The secrets that the configurations name.
  ContactCredentials credentials;
  /// What replies set.
  ContactSetters setters;
  /// Makes the transport of an integration with a proxy of its own or without verification; returns
  /// nullptr for what it doesn't do. Empty: nothing is. Without verification it is also asked for
  /// only when `allow_unverified` says so.
  std::function<std::shared_ptr<http::Transport>(const ContactRoute& route)> transport_for;
  /// Whether `"verify": false` is allowed. Whoever stands between reads and changes everything
  /// then. crmlink's own Client always verifies: the transport is the host's. Default: no.
  bool allow_unverified = false;
  /// Hears of an integration that nobody waited for as it ends, on the executor. Empty: nobody.
  std::function<void(const ContactStep& step)> on_background_end;
  /// Gives numbers from 0 to below 1 for delays and conditions; thread-safe. Empty: ones of its
  /// own.
  std::function<double()> random;
};

/// What one event may do differently.
struct ContactCallOptions {
  using Deadline = std::chrono::steady_clock::time_point;

  ContactCallOptions() noexcept {}

  /// When all that the call waits for must have ended, on the steady clock of the services; each
  /// request has its own timeout besides. std::nullopt: that alone.
  std::optional<Deadline> deadline;
  /// The trace that the requests belong to. Empty: none.
  http::TraceContext trace;
  /// Data that is attached already, over which that of the integrations goes: ContactOutcome::data
  /// of the event before. Empty: the outcome knows this event's only.
  AttachedData data;
  /// Whether steps keep what {debug} shows. Default: no.
  bool debug = false;
};

/// Fetches data at the events of a conversation and attaches it: runs up to three of its
/// integrations for an event, in the order of their ordinals.
///
/// The three, and that only the first who sets something does, are counted anew at each event; a
/// lookup keeps nothing of a conversation between them. Who wants less of a whole conversation
/// counts in its setters or runs fewer events.
///
/// Thread-safe; any number of operations may be under way at once. May be destroyed while they
/// are. A cheap handle: copies share everything. Source: contact-lookup.md.
class CRMLINK_EXPORT ContactLookup {
 public:
  using Handler = boost::asio::any_completion_handler<void(ContactOutcome)>;

  /// Makes lookups of any number of configurations; touches no network. `transport` is shared, it
  /// lives until the last operation ends.
  ///
  /// Fails with Errc::invalid_configuration and all complaints at once when a secret isn't among
  /// the credentials, two configurations have one name, or a proxy or the lack of verification
  /// isn't provided for.
  static Result<ContactLookup> make(std::vector<ContactLookupConfig> configs,
                                    std::shared_ptr<http::Transport> transport,
                                    ContactServices services);

  /// Runs the integrations for an event. `scopes` holds JSON objects `contact` and `event`
  /// (Variables::set_json) with the members of contact-lookup.md, and is copied.
  ///
  /// Waits for those that save, set or block; others are started and go on. Handler:
  /// `void(ContactOutcome)`, not a Result: a lookup that fails is no reason to drop a call. Runs on
  /// its associated executor, or else on the services', exactly once, never inside this call.
  /// Cancellation: terminal, per operation, of what is waited for.
  template <boost::asio::completion_token_for<void(ContactOutcome)> Token = boost::asio::deferred_t>
  auto async_run(Variables scopes, ContactCallOptions options = {}, Token&& token = Token{}) const {
    return boost::asio::async_initiate<Token, void(ContactOutcome)>(
        [](auto handler, const ContactLookup& self, Variables moved, ContactCallOptions with) {
          self.start_run(std::move(moved), std::move(with), std::move(handler));
        },
        token, *this, std::move(scopes), std::move(options));
  }

 private:
  explicit ContactLookup(std::shared_ptr<class ContactWorld> world) noexcept;
  void start_run(Variables scopes, ContactCallOptions options, Handler handler) const;

  std::shared_ptr<ContactWorld> world_;
};

}  // namespace crmlink
