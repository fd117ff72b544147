#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/config.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/crm/crm_lookup.hpp"
#include "crmlink/crm/crm_operation.hpp"
#include "crmlink/crm/crm_retry.hpp"
#include "crmlink/crm/generic_crm_endpoint.hpp"
#include "crmlink/http/auth_options.hpp"
#include "crmlink/text/phone_numbers.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

class FunctionRegistry;

/// How to reach one CRM: its endpoints, what they are sent, and what their replies mean.
///
/// Immutable and cheap to copy; copies share one block. Thread-safe. Views live as long as a copy
/// does. Source: generic-crm.md.
class CRMLINK_EXPORT CrmConfig {
 public:
  std::string_view name() const noexcept;  ///< For messages: `redmine`.
  /// How requests prove who sends them; for an http::AuthenticatedTransport, which the host makes.
  const http::AuthOptions& auth() const noexcept;
  /// How long one request may take, 1 s to 10 s; default 5 s. A chain of them has the deadline of
  /// its call besides.
  std::chrono::milliseconds timeout() const noexcept;
  /// How long an upload may take, 1 s to 1 h; default 10 min.
  std::chrono::milliseconds upload_timeout() const noexcept;
  /// Whether a record of the account that is there already is used instead of a new one; default:
  /// no.
  bool reuse_records() const noexcept;
  bool skip_account_creation() const noexcept;  ///< Default: no.
  bool skip_record_creation() const noexcept;   ///< Default: no.
  /// How {PHONE_NUMBER} and {OUTBOUND_PHONE_NUMBER} are written; default: PhoneFormat::e164.
  PhoneFormat phone_format() const noexcept;
  /// Which failures are tried again after the call; default: CrmRetryPolicy::standard.
  CrmRetryPolicy retry() const noexcept;

  /// Returns the names that its templates may use, declared ones included.
  const Vocabulary& vocabulary() const noexcept;

  /// Returns the endpoint of an operation, or std::nullopt when none is configured.
  std::optional<GenericCrmEndpoint> endpoint(CrmOperation operation) const;
  bool has(CrmOperation operation) const noexcept;

  /// Returns the page of the account in the CRM, for the agent: `account_url` with {ACCOUNT_ID} of
  /// `variables`; empty when none is configured or the id is absent.
  std::string account_url(const Variables& variables) const;
  /// Returns the page of the record, from `record_url` and {RECORD_ID}; likewise.
  std::string record_url(const Variables& variables) const;

  /// Returns the custom lookup URL of a session, by which the CRM itself finds the customer:
  /// `lookup_url.phone` for sessions of IVR, PSTN and SMS, `lookup_url.sdk` for those of the web
  /// and mobile SDKs, as TYPE says, or else by whether there is an ANI. Empty when none is
  /// configured, or one without which it isn't formed is absent. Parameters that come out empty are
  /// left out. It holds the caller's data: show it, never keep it.
  ///
  /// Fails with Errc::invalid_value when CHANNEL or TYPE isn't one of crm_lookup_channels() or
  /// crm_lookup_types(), or a value can't stand in a URL.
  Result<std::string> lookup_url(const Variables& session) const;
  /// Returns what opens on the agent's screen for a customer whom nobody knows, with {ACCOUNT_ID}
  /// and {PHONE_NUMBER}: `open_custom_url` of the queue whose name among `queues` is QUEUE_ID or
  /// QUEUE_NAME. Empty when none is configured, or the id is absent.
  std::string open_custom_url(const Variables& session) const;
  /// Returns whether an unknown customer of this session gets a temporary account and that page,
  /// instead of an account that is created.
  bool opens_custom_url(const Variables& session) const;
  /// How long after the end of a session its metadata is sent, 0 to 24 h; default 15 min. Zero: at
  /// once.
  std::chrono::milliseconds metadata_delay() const noexcept;

  /// Returns what is legal and yet dangerous, a line each, such as a search whose matches aren't
  /// verified. Show them to whoever loads the configuration.
  const std::vector<std::string>& warnings() const noexcept;

  /// The compiled form; internal.
  class State;
  explicit CrmConfig(std::shared_ptr<const State> state) noexcept;
  const std::shared_ptr<const State>& state() const noexcept { return state_; }

 private:
  std::shared_ptr<const State> state_;
};

/// Makes what reads and writes phone numbers, with the region where those without a country code
/// belong: make_basic_phone_numbers, or make_all_phone_numbers of the component `crmlink::phone`.
using PhoneNumbersFactory =
    std::function<Result<std::shared_ptr<const PhoneNumbers>>(std::string_view region)>;

/// What parsing a configuration needs besides its text. Everything is optional.
struct CrmParseOptions {
  CrmParseOptions() = default;

  /// Stands at the start of complaints; empty: the configuration's name.
  std::string document;
  /// The functions of templates, the host's own included; nullptr: those of templates.md. Must
  /// outlive the call only.
  const FunctionRegistry* functions = nullptr;
  /// Empty: make_basic_phone_numbers, which can't do all formats for all countries; a configuration
  /// that needs more has a warning.
  PhoneNumbersFactory phone_numbers;
  /// The host's callbacks that secrets may name.
  SecretProviders secret_providers;
};

/// Parses the configuration of a CRM (JSON; the schema is crm.schema.json).
///
/// Fails with Errc::invalid_configuration and all complaints at once, each with its JSON pointer,
/// line and column; nothing is half-loaded. Resolves no secret, doesn't block.
CRMLINK_EXPORT Result<CrmConfig> parse_crm_config(std::string_view json,
                                                  const CrmParseOptions& options = {});

}  // namespace crmlink
