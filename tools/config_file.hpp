#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "console.hpp"
#include "crmlink/contact/contact_lookup_config.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/crm/crm_config.hpp"
#include "crmlink/dip/data_dip_config.hpp"
#include "crmlink/http/http_config.hpp"
#include "crmlink/messages/message_export_config.hpp"

namespace crmlink::tool {

/// What stands for standard input where a file is expected.
inline constexpr std::string_view standard_input = "-";

/// Reads a file, or `in` for `-`; at most 16 MiB. Fails with the reason in the error's detail.
Result<std::string> read_config_file(const std::string& path, std::istream& in);

/// Returns the file as it stands in messages: `standard input` for `-`.
std::string shown_name(std::string_view path);

/// What reads a configuration apart from its text.
struct HostNames {
  std::vector<std::string> callbacks;  ///< Secrets' callbacks that the host will have.
};

/// A kind of configuration file.
struct ConfigKind {
  std::string_view name;            ///< In JSON output: `data_dip_profile`.
  std::string_view telling_member;  ///< A file of this kind has it, one of another kind doesn't.
  /// Reads a text; returns Errc::invalid_configuration with all complaints, or "none". Adds what is
  /// legal and yet dangerous to `warnings`.
  Error (*check)(std::string_view text, const HostNames& names, std::vector<std::string>& warnings);
};

/// Returns the kind that a text looks like; the first one when it looks like none.
const ConfigKind& kind_of(std::string_view text);

/// Reads a data dip profile.
Result<DataDipConfig> read_profile(std::string_view text, const HostNames& names);

/// Reads the configuration of a CRM.
Result<CrmConfig> read_crm(std::string_view text, const HostNames& names);

/// Reads the configuration of a message export.
Result<MessageExportConfig> read_export(std::string_view text, const HostNames& names);

/// Reads a contact lookup.
Result<ContactLookupConfig> read_contact(std::string_view text, const HostNames& names);

/// Reads the configuration of an HTTP client.
Result<http::HttpConfig> read_http_config(std::string_view text, const HostNames& names);

/// Reads a file; on failure says why on the console, in JSON if asked, and sets `status`.
std::optional<std::string> load_text(const std::string& path, bool as_json, Console& console,
                                     ExitStatus& status);

/// Says on the console, in JSON if asked, what is wrong with a file.
void print_load_failure(const std::string& path, const Error& error, bool as_json,
                        Console& console);

/// Reads a data dip profile from a file. On failure says why on the console, in JSON if asked, and
/// sets `status`.
std::optional<DataDipConfig> load_profile(const std::string& path, const HostNames& names,
                                          bool as_json, Console& console, ExitStatus& status);

/// What can be explained.
using ExplainedConfig = std::variant<DataDipConfig, CrmConfig, ContactLookupConfig>;

/// The same for whatever can be explained; what looks like nothing is a profile.
std::optional<ExplainedConfig> load_explained(const std::string& path, const HostNames& names,
                                              bool as_json, Console& console, ExitStatus& status);

/// The same for a contact lookup.
std::optional<ContactLookupConfig> load_contact(const std::string& path, bool as_json,
                                                Console& console, ExitStatus& status);

/// The same for the configuration of a CRM.
std::optional<CrmConfig> load_crm(const std::string& path, const HostNames& names, bool as_json,
                                  Console& console, ExitStatus& status);

/// The same for the configuration of a message export.
std::optional<MessageExportConfig> load_export(const std::string& path, const HostNames& names,
                                               bool as_json, Console& console, ExitStatus& status);

/// The same for the configuration of an HTTP client; all defaults when `path` is empty.
std::optional<http::HttpConfig> load_http_config(const std::string& path, const HostNames& names,
                                                 bool as_json, Console& console,
                                                 ExitStatus& status);

}  // namespace crmlink::tool
