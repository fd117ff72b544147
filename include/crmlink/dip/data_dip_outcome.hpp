#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/error.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/core/phase.hpp"

namespace crmlink {

/// How a dip ended (data-dip.md "Outcome").
enum class DataDipStatus : std::uint8_t {
  ok,                ///< The reply set at least one parameter.
  no_match,          ///< A valid reply that sets no parameter, or status 204.
  timeout,           ///< The deadline passed, in whichever phase.
  cancelled,         ///< The caller cancelled, e.g. because the call ended.
  transport,         ///< No whole reply: DNS, connection, TLS.
  http_status,       ///< The service answered with a status other than 2xx.
  invalid_response,  ///< The service answered, but not what the protocol demands.
  rejected,          ///< Refused on our side before anything was sent: queue full.
  configuration,     ///< The token can't be had, or a value can't be sent.
};

/// Returns the status as the enumerator is spelled; static storage.
CRMLINK_EXPORT std::string_view to_string(DataDipStatus status) noexcept;

/// Where what an outcome says came from.
enum class DataDipSource : std::uint8_t {
  service,      ///< This dip's own request.
  shared,       ///< The request of an identical dip that was under way.
  cache,        ///< An earlier reply that is still fresh.
  stale_cache,  ///< An earlier reply that isn't, since the service failed.
  fallback,     ///< Nobody: the dip failed, the values are those of the profile, if it has any.
};

/// Returns the source as the enumerator is spelled; static storage.
CRMLINK_EXPORT std::string_view to_string(DataDipSource source) noexcept;

/// How a returned value was spelled in JSON.
enum class ValueKind : std::uint8_t { text, number, boolean };

/// A session parameter that a dip sets. The views live as long as the outcome or a copy of it.
struct DataDipParameter {
  std::string_view name;
  std::string_view value;  ///< As the service spelled it: `1.10` stays `1.10`; never empty for ok.
  ValueKind kind = ValueKind::text;
  bool display_to_agent = false;
  bool save_to_database = false;
  bool from_fallback = false;  ///< Declared in the profile, not returned by the service.
};

/// How many parameters of a reply were left out, by reason.
struct DroppedParameters {
  std::size_t not_allowed = 0;  ///< Not in the profile's allow-list.
  std::size_t wrong_type = 0;   ///< Not of the type that the allow-list demands.
  std::size_t too_long = 0;     ///< Value longer than allowed.
  std::size_t malformed = 0;  ///< Not an object, no `value`, or a value that is an object or array.
  std::size_t invalid_name = 0;  ///< Empty, over 128 bytes, or with control characters.
  std::size_t too_many = 0;      ///< Over the profile's max_parameters.

  /// Returns the sum.
  constexpr std::size_t total() const noexcept {
    return not_allowed + wrong_type + too_long + malformed + invalid_name + too_many;
  }
  friend bool operator==(const DroppedParameters&, const DroppedParameters&) = default;
};

/// How a dip went, for logs, tables and reports.
struct DataDipDiagnostics {
  Phase phase = Phase::none;               ///< Where it ended: parse when a reply was read.
  PhaseTimes elapsed;                      ///< Time per phase, over all attempts.
  std::chrono::nanoseconds total{0};       ///< From the call of async_dip to the outcome.
  unsigned attempts = 0;                   ///< How often the request was sent; zero: never.
  int http_status = 0;                     ///< The reply's status; zero when none came.
  Delivery delivery = Delivery::not_sent;  ///< Whether the service may have acted.
  bool reused_connection = false;          ///< Whether a kept-alive connection carried it.
  DroppedParameters dropped;               ///< What the reply set and the profile refused.
  std::size_t null_parameters = 0;         ///< Parameters with the value null: "not set".
};

/// What came of a dip: one value, whatever happened, for the call goes on.
///
/// Owns the text of its parameters. Immutable and cheap to copy; copies share one block, and views
/// live as long as any of them. Thread-safe.
class CRMLINK_EXPORT DataDipOutcome {
 public:
  /// Makes an outcome that stands for "no dip was made": status configuration, no parameters.
  DataDipOutcome();

  DataDipStatus status() const noexcept;
  /// Returns whether the dip worked: ok or no_match.
  bool succeeded() const noexcept;
  /// Returns all parameters in the reply's order; on failure the profile's fallback values.
  std::span<const DataDipParameter> parameters() const noexcept;
  /// Returns the parameter of exactly that name, or nullptr.
  const DataDipParameter* find(std::string_view name) const noexcept;
  /// Returns the value of a parameter, or `otherwise` when it isn't set.
  std::string_view value_or(std::string_view name, std::string_view otherwise) const noexcept;
  /// Returns those that the agent shall see.
  std::vector<DataDipParameter> for_agent() const;
  /// Returns those that shall be stored.
  std::vector<DataDipParameter> for_database() const;

  const DataDipDiagnostics& diagnostics() const noexcept;
  /// Returns the profile's name; empty for a default-constructed outcome.
  std::string_view profile() const noexcept;
  /// Returns the API URL, safe to log.
  std::string_view url() const noexcept;
  /// Returns the address and port of the server, `192.0.2.1:443`; may be empty.
  std::string_view peer() const noexcept;
  /// Returns where status and parameters came from.
  DataDipSource source() const noexcept;
  /// Returns how long before this outcome the service said so; zero but for the cache.
  std::chrono::nanoseconds age() const noexcept;
  /// Returns why it failed; "none" for ok and no_match, unless source() is stale_cache: then why
  /// the service said nothing newer.
  const Error& error() const noexcept;
  /// Returns what the service said instead of a valid reply, at most 200 bytes, secrets masked.
  /// Untrusted, and may hold a caller's data: not part of reason() and never logged.
  std::string_view reply_excerpt() const noexcept;
  /// Returns one line that a person can read: `customer-lookup: POST https://crm.example/api: no
  /// answer within 2000 ms (wait)`. No secrets, no caller's data.
  std::string reason() const;

  /// The block behind it; internal.
  class Data;
  explicit DataDipOutcome(std::shared_ptr<const Data> data) noexcept;
  const std::shared_ptr<const Data>& data() const noexcept { return data_; }

 private:
  std::shared_ptr<const Data> data_;
};

}  // namespace crmlink
