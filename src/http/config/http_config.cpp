#include "crmlink/http/http_config.hpp"

#include <algorithm>
#include <utility>

#include "http/config/knob_reader.hpp"
#include "http/config/knobs.hpp"

namespace crmlink::http {
namespace {

bool is_token(std::string_view text) noexcept {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return std::all_of(text.begin(), text.end(), [others](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           others.find(c) != std::string_view::npos;
  });
}

bool has_control(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < ' ' || byte == 0x7F;
  });
}

/// What would fail in every request, or do nothing, is better said when it is loaded.
void check_meaning(const ConfigObject& root, const HttpConfig& config, const TlsOptions& tls) {
  if (!is_token(config.resilience.idempotency_field))
    root.complain("/resilience/idempotency_field",
                  ConfigProblem("not a name of a header field (RFC 9110 §5.6.2)"));
  if (has_control(config.client.user_agent))
    root.complain("/client/user_agent", ConfigProblem("has a control character"));
  if (const auto usable = config.client.proxy.check(); !usable)
    root.complain("/client/proxy", ConfigProblem(std::string(usable.error().detail())));
  if (const auto usable = config.client.guard.check(); !usable)
    root.complain("/client/guard", ConfigProblem(std::string(usable.error().detail())));
  if (!tls.key_file.empty() && tls.certificate_file.empty())
    root.complain("/client/tls/key_file", ConfigProblem("without a certificate_file"));
  if (!tls.certificate_file.empty() && tls.key_file.empty())
    root.complain("/client/tls/certificate_file", ConfigProblem("without a key_file"));
}

}  // namespace

Result<> HttpConfig::load_tls() {
  if (!tls) return {};
  auto identity = TlsIdentity::load(*tls);
  if (!identity) return identity.error();
  client.tls = std::move(*identity);
  return {};
}

Result<HttpConfig> parse_http_config(std::string_view json, const HttpParseOptions& options) {
  auto document = ConfigDocument::parse(options.document, json);
  auto root = document.root();
  root.also_known("$schema");
  HttpConfig config;
  TlsOptions tls;
  KnobReader reader(root, options.secret_providers);
  visit_knobs(reader, config, tls);
  config.configured = reader.configured();
  check_meaning(root, config, tls);
  root.reject_unknown();
  if (const auto verdict = document.finish(); !verdict) return verdict.error();
  if (config.configured.contains("/client/tls")) config.tls = std::move(tls);
  return config;
}

}  // namespace crmlink::http
