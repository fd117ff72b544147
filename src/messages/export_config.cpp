#include <string>
#include <utility>

#include "crmlink/messages/message_export_config.hpp"

namespace crmlink {
namespace {

using namespace std::chrono_literals;

constexpr DurationRange window_range{.least = 1min, .most = 168h};
constexpr DurationRange timeout_range{.least = 1s, .most = 24h};
constexpr std::int64_t most_limit = 10'000'000;
constexpr std::int64_t least_message = 1024;
constexpr std::int64_t most_message = 64 * 1024 * 1024;

void read_base_url(ConfigObject& root, MessageExportConfig& config) {
  const bool allow_insecure = root.boolean("allow_insecure", false);
  const auto text = root.required_text("base_url");
  if (text.empty()) return;
  auto url = http::Url::parse(text);
  if (!url) return root.complain("base_url", ConfigProblem(std::string(url.error().detail())));
  if (text.find_first_of("?#") != std::string::npos)
    return root.complain("base_url", ConfigProblem("a query or a fragment can't stand here"));
  if (!url->is_https() && !url->is_loopback() && !allow_insecure)
    return root.complain("base_url",
                         ConfigProblem("plain http would send the key and customers' messages in "
                                       "the clear; use https, or say \"allow_insecure\": true"));
  config.base_url = std::move(*url);
}

EndCheck read_end_check(ConfigObject& root) {
  constexpr auto key = "confirm_end";
  const bool confirmed = root.boolean(key, false);
  if (!root.has(key)) return EndCheck::adaptive;
  return confirmed ? EndCheck::always : EndCheck::never;
}

void read_config(ConfigObject& root, const MessageExportParseOptions& options,
                 MessageExportConfig& config) {
  root.also_known("$schema");
  config.name = root.required_text("name");
  read_base_url(root, config);
  config.provider = root.required_text("provider_id");
  config.api_key = root.required_secret("api_key", options.secret_providers);
  config.epoch_unit =
      static_cast<EpochUnit>(root.choice("epoch_unit", {"milliseconds", "seconds"}, 0));
  config.limit =
      static_cast<std::size_t>(root.integer("limit", {.least = 0, .most = most_limit}, 0));
  config.confirm_end = read_end_check(root);
  config.window = root.milliseconds("window_ms", {window_range.least, window_range.most},
                                    std::chrono::milliseconds(window_range.most));
  config.timeout = root.milliseconds("timeout_ms", timeout_range, config.timeout);
  config.max_message_bytes = static_cast<std::size_t>(
      root.integer("max_message_bytes", {.least = least_message, .most = most_message},
                   static_cast<std::int64_t>(config.max_message_bytes)));
  config.skip_invalid = root.boolean("skip_invalid", config.skip_invalid);
  root.reject_unknown();
}

}  // namespace

Result<MessageExportConfig> parse_message_export_config(std::string_view json,
                                                        const MessageExportParseOptions& options) {
  auto document = ConfigDocument::parse(options.document, json);
  auto root = document.root();
  MessageExportConfig config;
  read_config(root, options, config);
  if (options.document.empty()) document.rename(config.name);
  if (const auto verdict = document.finish(); !verdict) return verdict.error();
  return config;
}

}  // namespace crmlink
