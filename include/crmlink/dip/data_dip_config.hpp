#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crmlink/core/config.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/core/secret.hpp"
#include "crmlink/http/url.hpp"

namespace crmlink {

class FunctionRegistry;

/// Where the value of a request parameter comes from (`type` in a profile).
enum class RequestParameterType : std::uint8_t {
  standard,       ///< `standard`: External Number, Caller ID, DNIS, Tag, Location.
  sip_header,     ///< `sip_header`: a header of the call's INVITE, or `From (Caller ID only)`.
  session,        ///< `session`: collected or returned earlier in this call.
  static_text,    ///< `static`: the text itself, braces and all.
  text_template,  ///< `template`: a text with references, `<ANI>` or `{ANI}`, and functions.
};

/// Returns the type as profiles spell it: `static`; static storage.
CRMLINK_EXPORT std::string_view to_string(RequestParameterType type) noexcept;

/// One value that a profile sends.
struct RequestParameter {
  RequestParameter() = default;

  std::string key;                                                  ///< Member of the JSON body.
  RequestParameterType type = RequestParameterType::text_template;  ///< What `value` names.
  std::string value;        ///< As configured: `External Number`, `From`, a text, a template.
  bool keep_empty = false;  ///< Whether it is sent, as "", when its value comes out empty.
};

/// A session parameter that a failed dip sets.
struct FallbackParameter {
  FallbackParameter() = default;

  std::string name;
  std::string value;
  bool display_to_agent = false;
  bool save_to_database = false;
};

/// What values an allowed parameter may have.
enum class AllowedType : std::uint8_t {
  any,      ///< A string, a number or a boolean.
  text,     ///< A JSON string.
  number,   ///< A JSON number, or a string that spells one.
  boolean,  ///< A JSON boolean, or the string "true" or "false" in any letter case.
};

/// A session parameter that a reply may set.
struct AllowedParameter {
  AllowedParameter() = default;

  std::string name;
  AllowedType type = AllowedType::any;
  std::size_t max_length = 0;  ///< The most characters of its value.
};

/// How long a profile keeps what the service said, and how much of it (`cache`).
///
/// What is kept is callers' data: it is bounded in time and in number, and gone with the profile.
struct DataDipCacheSettings {
  DataDipCacheSettings() = default;

  /// `ttl_ms`: how long parameters that came back are served instead of asking again, 0 to 24 h;
  /// default zero: never.
  std::chrono::milliseconds ttl{0};
  /// `no_match_ttl_ms`: the same for a reply without parameters, at most `ttl`; default: the
  /// smaller of `ttl` and 30 s; zero: a stranger is asked for each time.
  std::chrono::milliseconds no_match_ttl{0};
  /// `stale_on_error_ms`: how much longer parameters are served when the service fails, 0 to 24 h;
  /// default zero: never.
  std::chrono::milliseconds stale_on_error{0};
  /// `max_entries`: the most replies that are kept, 1 to 1,000,000, default 10,000; beyond it goes
  /// what was used longest ago. Zero: there is no cache.
  std::size_t max_entries = 0;

  /// Returns whether anything is kept.
  bool enabled() const noexcept { return max_entries != 0; }
};

/// The most characters of a returned value where a profile doesn't say.
inline constexpr std::size_t default_max_value_length = 4096;

/// A data dip profile, read and checked: where to send, how to authenticate, what to send, how long
/// to wait.
///
/// Immutable and cheap to copy; copies share one block. Thread-safe. Views and spans live as long
/// as a copy does. Source: data-dip.md "Profile".
class CRMLINK_EXPORT DataDipConfig {
 public:
  std::string_view name() const noexcept;        ///< For messages and the flow: `customer-lookup`.
  const http::Url& api_url() const noexcept;     ///< Where the request goes.
  std::string_view masked_url() const noexcept;  ///< The same, safe to log.
  /// Where it goes, in this order, when the one before can't be asked: http::Request::alternatives.
  /// Used by an http::ResilientTransport alone.
  std::span<const http::Url> alternative_urls() const noexcept;
  const Secret& api_token() const noexcept;            ///< The bearer token's source.
  std::chrono::milliseconds timeout() const noexcept;  ///< For the whole dip; 1 ms to 60 s.
  /// How long a dip may take before the engine should start announcement and tone; zero: at once.
  std::chrono::milliseconds on_slow_after() const noexcept;
  std::string_view announcement() const noexcept;     ///< Audio played once; empty: none.
  std::string_view processing_tone() const noexcept;  ///< Audio looped after it; empty: none.
  /// Whether the client may send the request again on a fresh connection when a kept-alive one
  /// turned out to be dead: true only where asking twice does no harm.
  bool repeatable() const noexcept;
  std::span<const RequestParameter> request_parameters() const noexcept;
  std::span<const FallbackParameter> fallback() const noexcept;
  /// Which parameters a reply may set; std::nullopt: any, up to default_max_value_length.
  std::optional<std::span<const AllowedParameter>> allow() const noexcept;
  std::size_t max_reply_bytes() const noexcept;  ///< A longer reply is invalid.
  std::size_t max_parameters() const noexcept;   ///< Further parameters of a reply are dropped.
  /// Whether identical dips that are under way at once share one request; default: true. False for
  /// a service that counts, or does, something for each request.
  bool share_identical() const noexcept;
  const DataDipCacheSettings& cache() const noexcept;  ///< Off by default.
  /// How long past a dip's deadline its request goes on, so that the answer still reaches the cache
  /// and DataDipServices::on_late_answer; 0 to 10 min; default zero: not at all.
  std::chrono::milliseconds late_answers_within() const noexcept;

  /// The compiled form; internal.
  class State;
  explicit DataDipConfig(std::shared_ptr<const State> state) noexcept;
  const std::shared_ptr<const State>& state() const noexcept { return state_; }

 private:
  std::shared_ptr<const State> state_;
};

/// What parsing a profile needs besides its text. Everything is optional.
struct DataDipParseOptions {
  DataDipParseOptions() = default;

  /// Stands at the start of complaints; empty: the profile's name, or nothing when it has none.
  std::string document;
  /// The functions of templates, the host's own included; nullptr: those of templates.md. Must
  /// outlive the call only.
  const FunctionRegistry* functions = nullptr;
  /// The host's callbacks that `"api_token": {"callback": "name"}` may name.
  SecretProviders secret_providers;
};

/// Parses a profile (JSON; the schema is data-dip-profile.schema.json).
///
/// Fails with Errc::invalid_configuration and all complaints at once, each with its JSON pointer,
/// line and column; nothing is half-loaded. Doesn't resolve the token. Doesn't block.
CRMLINK_EXPORT Result<DataDipConfig> parse_data_dip_config(std::string_view json,
                                                           const DataDipParseOptions& options = {});

}  // namespace crmlink
