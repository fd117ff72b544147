#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crmlink/core/config.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/core/secret.hpp"
#include "crmlink/http/url.hpp"

namespace crmlink {

/// What `start` and `end` of a request count.
enum class EpochUnit : std::uint8_t { milliseconds, seconds };

/// Whether a page of fewer messages than `limit` is believed to be the last one of its window; a
/// server that has a smaller limit of its own gives such pages, too. Without `limit` of no effect.
enum class EndCheck : std::uint8_t {
  /// Only when an earlier page of the export was longer, and as long as the server hasn't been seen
  /// to have more behind a short page; else one more page is asked for. Enough for a server that
  /// gives a fixed number at once; without a limit of its own it costs some ln n requests for n
  /// windows.
  adaptive,
  always,  ///< Never believed: pages are asked for until one is empty, for limits that vary.
  never    ///< Always believed: for a server that refuses an offset behind its last message.
};

/// Where messages are exported from, and how the server is asked.
///
/// A value type. Source: message-export.md.
struct MessageExportConfig {
  MessageExportConfig() = default;

  std::string name;      ///< For messages: `reporting`.
  http::Url base_url;    ///< What stands before `/KoopidPartnerServer/…`.
  std::string provider;  ///< The provider's id, as text.
  Secret api_key;        ///< Sent as a bearer token.
  /// Of `start` and `end`; default: milliseconds.
  EpochUnit epoch_unit = EpochUnit::milliseconds;
  /// The most messages in a reply. Zero, the default: the server's choice, and a window is one
  /// reply.
  std::size_t limit = 0;
  /// Whether the end of a window is confirmed by a page without messages. Default: adaptive.
  EndCheck confirm_end = EndCheck::adaptive;
  /// What one request may span, 1 min to 7 days; default: 7 days.
  std::chrono::milliseconds window = std::chrono::hours(24 * 7);
  /// How long a request may take, its reply and the consumer's pauses in it included: 1 s to 24 h;
  /// default: 10 min.
  std::chrono::milliseconds timeout = std::chrono::minutes(10);
  /// The most bytes of one message, 1 KiB to 64 MiB; default: 1 MiB. A larger one is an error.
  std::size_t max_message_bytes = std::size_t{1024} * 1024;
  /// Whether a message that isn't JSON, such as one with half a character in it, is left out and
  /// counted instead of failing the export. Default: no.
  bool skip_invalid = false;
};

/// What parsing a configuration needs besides its text. Everything is optional.
struct MessageExportParseOptions {
  MessageExportParseOptions() = default;

  std::string document;              ///< Stands at the start of complaints; empty: the name.
  SecretProviders secret_providers;  ///< The host's callbacks that secrets may name.
};

/// Parses the configuration of an export (JSON; the schema is message-export.schema.json).
///
/// Fails with Errc::invalid_configuration and all complaints at once. Resolves no secret, doesn't
/// block.
CRMLINK_EXPORT Result<MessageExportConfig> parse_message_export_config(
    std::string_view json, const MessageExportParseOptions& options = {});

}  // namespace crmlink
