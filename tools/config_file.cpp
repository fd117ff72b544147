#include "config_file.hpp"

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <cerrno>
#include <cstdio>
#include <istream>
#include <memory>
#include <ostream>
#include <system_error>

#include "complaint_text.hpp"
#include "contact_patterns.hpp"
#include "json_output.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

constexpr std::size_t most_bytes = 16 * 1024 * 1024;

Error unreadable(const std::string& path, std::string reason) {
  ErrorInfo info(Errc::invalid_argument);
  info.where = shown_name(path);
  info.detail = std::move(reason);
  return info;
}

std::string reason_of(int error) {
  return std::generic_category().message(error);
}

/// Appends up to a buffer's size; returns how much came.
using ReadSome = std::size_t (*)(void* source, char* buffer, std::size_t size);

bool read_all(void* source, ReadSome read_some, std::string& text) {
  std::array<char, 16 * 1024> buffer;
  while (const auto size = read_some(source, buffer.data(), buffer.size())) {
    text.append(buffer.data(), size);
    if (text.size() > most_bytes) return false;
  }
  return true;
}

std::size_t read_file(void* source, char* buffer, std::size_t size) {
  return std::fread(buffer, 1, size, static_cast<std::FILE*>(source));
}

std::size_t read_stream(void* source, char* buffer, std::size_t size) {
  auto& in = *static_cast<std::istream*>(source);
  in.read(buffer, static_cast<std::streamsize>(size));
  return static_cast<std::size_t>(in.gcount());
}

Error check_profile(std::string_view text, const HostNames& names, std::vector<std::string>&) {
  const auto profile = read_profile(text, names);
  return profile ? Error() : profile.error();
}

Error check_http(std::string_view text, const HostNames& names, std::vector<std::string>&) {
  const auto config = read_http_config(text, names);
  return config ? Error() : config.error();
}

Error check_crm(std::string_view text, const HostNames& names, std::vector<std::string>& warnings) {
  const auto config = read_crm(text, names);
  if (!config) return config.error();
  warnings = config->warnings();
  return {};
}

Error check_contact(std::string_view text, const HostNames& /*names*/,
                    std::vector<std::string>& warnings) {
  ContactParseOptions options;
  bool unchecked = false;
  options.patterns = tool_patterns(unchecked);
  const auto config = parse_contact_lookup(text, options);
  if (!config) return config.error();
  if (!config->verify())
    warnings.emplace_back("/request/verify: whoever stands between reads and changes everything");
  if (unchecked)
    warnings.emplace_back("/request/condition: its regular expressions weren't checked");
  return {};
}

Error check_export(std::string_view text, const HostNames& names, std::vector<std::string>&) {
  const auto config = read_export(text, names);
  return config ? Error() : config.error();
}

constexpr std::array<ConfigKind, 6> kinds{
    {{"data_dip_profile", "request_parameters", check_profile},
     {"contact_lookup", "request", check_contact},
     {"crm", "endpoints", check_crm},
     {"message_export", "provider_id", check_export},
     {"http_client", "client", check_http},
     {"http_client", "resilience", check_http}}};

/// A tool has no host's secrets; whoever resolves one is told so.
Result<std::string> no_host() {
  ErrorInfo info(Errc::secret_unavailable);
  info.detail = "only the host can give it";
  return Error(std::move(info));
}

SecretProviders providers_of(const HostNames& names) {
  SecretProviders providers;
  for (const auto& callback : names.callbacks)
    providers.emplace(callback, no_host);
  return providers;
}

}  // namespace

std::string shown_name(std::string_view path) {
  return std::string(path == standard_input ? "standard input" : path);
}

void print_load_failure(const std::string& path, const Error& error, bool as_json,
                        Console& console) {
  const auto name = shown_name(path);
  if (as_json) {
    boost::json::object object;
    object["file"] = name;
    object["error"] = error.complaints().empty() ? boost::json::value(error.detail()) : nullptr;
    object["complaints"] = json_of(error.complaints());
    return print_json(console.out, object);
  }
  for (const auto& complaint : error.complaints())
    console.err << editor_line(name, complaint, console.err_style) << '\n';
  if (error.complaints().empty())
    console.err << "crmlink: " << printable(reason_text(error)) << '\n';
}

Result<std::string> read_config_file(const std::string& path, std::istream& in) {
  std::string text;
  const auto too_large = "it is larger than 16 MiB";
  if (path == standard_input) {
    if (!read_all(&in, read_stream, text)) return unreadable(path, too_large);
    return text;
  }
  const auto close = [](std::FILE* file) { std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "rb"), close);
  if (!file) return unreadable(path, reason_of(errno));
  if (!read_all(file.get(), read_file, text)) return unreadable(path, too_large);
  if (std::ferror(file.get()) != 0) return unreadable(path, reason_of(errno));
  return text;
}

const ConfigKind& kind_of(std::string_view text) {
  boost::system::error_code error;
  const auto document = boost::json::parse({text.data(), text.size()}, error);
  const auto* const members = error ? nullptr : document.if_object();
  for (const auto& kind : kinds)
    if (members != nullptr && members->contains(kind.telling_member)) return kind;
  return kinds.front();
}

Result<DataDipConfig> read_profile(std::string_view text, const HostNames& names) {
  DataDipParseOptions options;
  options.secret_providers = providers_of(names);
  return parse_data_dip_config(text, options);
}

Result<CrmConfig> read_crm(std::string_view text, const HostNames& names) {
  CrmParseOptions options;
  options.secret_providers = providers_of(names);
  return parse_crm_config(text, options);
}

Result<MessageExportConfig> read_export(std::string_view text, const HostNames& names) {
  MessageExportParseOptions options;
  options.secret_providers = providers_of(names);
  return parse_message_export_config(text, options);
}

Result<ContactLookupConfig> read_contact(std::string_view text, const HostNames& /*names*/) {
  ContactParseOptions options;
  options.patterns = running_patterns();
  return parse_contact_lookup(text, options);
}

Result<http::HttpConfig> read_http_config(std::string_view text, const HostNames& names) {
  http::HttpParseOptions options;
  options.secret_providers = providers_of(names);
  return http::parse_http_config(text, options);
}

std::optional<std::string> load_text(const std::string& path, bool as_json, Console& console,
                                     ExitStatus& status) {
  auto text = read_config_file(path, console.in);
  if (text) return std::move(*text);
  status = usage;
  print_load_failure(path, text.error(), as_json, console);
  return std::nullopt;
}

namespace {

template <class Config>
std::optional<Config> load(Result<Config> (*read)(std::string_view, const HostNames&),
                           const std::string& path, const HostNames& names, bool as_json,
                           Console& console, ExitStatus& status) {
  const auto text = load_text(path, as_json, console, status);
  if (!text) return std::nullopt;
  auto config = read(*text, names);
  if (config) return std::move(*config);
  status = complaints;
  print_load_failure(path, config.error(), as_json, console);
  return std::nullopt;
}

}  // namespace

std::optional<DataDipConfig> load_profile(const std::string& path, const HostNames& names,
                                          bool as_json, Console& console, ExitStatus& status) {
  return load(read_profile, path, names, as_json, console, status);
}

namespace {

template <class Config>
Result<ExplainedConfig> explained(Result<Config> config) {
  if (!config) return config.error();
  return ExplainedConfig(std::move(*config));
}

}  // namespace

std::optional<ExplainedConfig> load_explained(const std::string& path, const HostNames& names,
                                              bool as_json, Console& console, ExitStatus& status) {
  constexpr auto read = [](std::string_view text, const HostNames& host) {
    const auto check = kind_of(text).check;
    if (check == check_crm) return explained(read_crm(text, host));
    if (check == check_contact) return explained(read_contact(text, host));
    return explained(read_profile(text, host));
  };
  return load<ExplainedConfig>(read, path, names, as_json, console, status);
}

std::optional<ContactLookupConfig> load_contact(const std::string& path, bool as_json,
                                                Console& console, ExitStatus& status) {
  return load(read_contact, path, HostNames(), as_json, console, status);
}

std::optional<CrmConfig> load_crm(const std::string& path, const HostNames& names, bool as_json,
                                  Console& console, ExitStatus& status) {
  return load(read_crm, path, names, as_json, console, status);
}

std::optional<MessageExportConfig> load_export(const std::string& path, const HostNames& names,
                                               bool as_json, Console& console, ExitStatus& status) {
  return load(read_export, path, names, as_json, console, status);
}

std::optional<http::HttpConfig> load_http_config(const std::string& path, const HostNames& names,
                                                 bool as_json, Console& console,
                                                 ExitStatus& status) {
  if (path.empty()) return http::HttpConfig();
  return load(read_http_config, path, names, as_json, console, status);
}

}  // namespace crmlink::tool
