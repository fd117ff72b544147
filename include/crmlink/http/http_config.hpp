#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/config.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/http/client.hpp"
#include "crmlink/http/resilience_options.hpp"
#include "crmlink/http/tls.hpp"

namespace crmlink::http {

/// What an HTTP client's configuration document says: everything that a Client and a
/// ResilientTransport can be told but the host's own objects (logger, clock, executor).
struct HttpConfig {
  HttpConfig() = default;

  ClientOptions client;  ///< Its `tls` is set by load_tls() only.
  std::optional<TlsOptions>
      tls;  ///< What to trust; std::nullopt: the document has no such section.
  ResilienceOptions resilience;
  /// RFC 6901 pointers of everything that stands in the document.
  std::set<std::string, std::less<>> configured;

  /// Loads what `tls` names into `client.tls`; does nothing without. Blocks for the files. Fails as
  /// TlsIdentity::load.
  CRMLINK_EXPORT Result<> load_tls();
};

/// One setting of a client, for tables and `explain`.
struct Knob {
  std::string pointer;  ///< Where it stands in the document: `/resilience/retry/max_attempts`.
  std::string value;    ///< In effect, as JSON; a secret shows where it comes from.
  std::string default_value;  ///< As JSON.
  bool configured = false;    ///< Whether the document has it, or it differs from the default.
};

/// What parse_http_config needs from the host.
struct HttpParseOptions {
  HttpParseOptions() = default;

  std::string document = "http";     ///< Stands before every complaint.
  SecretProviders secret_providers;  ///< Callbacks that secrets may name.
};

/// Reads a client's configuration, a JSON object; schemas/http-client.schema.json describes it.
/// What it doesn't mention keeps its default.
///
/// Fails with Errc::invalid_configuration and all complaints at once; unknown members are
/// complaints. Reads no file and no secret. Thread-safe.
CRMLINK_EXPORT Result<HttpConfig> parse_http_config(std::string_view json,
                                                    const HttpParseOptions& options = {});

/// Lists every setting with its effective value, in the order of the documentation.
CRMLINK_EXPORT std::vector<Knob> list_knobs(const HttpConfig& config);

}  // namespace crmlink::http
