#pragma once

#include <string_view>

#include "crmlink/http/http_config.hpp"

namespace crmlink::http {

// Every setting of the document, once: its name, its field, the values that it may have. The
// reader, the list of knobs and the tests of the schema all go by these functions, so a new field
// of an options struct is one line here, and one property of the schema.

template <class Visitor>
void visit_tls(Visitor& visit, TlsOptions& options) {
  visit.flag("system_roots", options.system_roots);
  visit.text("ca_file", options.ca_file);
  visit.text("ca_pem", options.ca_pem);
  visit.version("min_version", options.min_version);
  visit.texts("pinned_keys", options.pinned_keys);
  visit.text("crl_file", options.crl_file);
  visit.text("certificate_file", options.certificate_file);
  visit.text("key_file", options.key_file);
  visit.secret("key_passphrase", options.key_passphrase);
}

template <class Visitor>
void visit_client(Visitor& visit, ClientOptions& options) {
  visit.whole("max_connections", options.max_connections, 1, 65'536);
  visit.whole("max_connecting", options.max_connecting, 0, 65'536);
  visit.whole("max_waiting", options.max_waiting, 0, 1'000'000);
  visit.whole("max_origins", options.max_origins, 0, 1'000'000);
  visit.time("idle_limit_ms", options.idle_limit, 0, 3'600'000);
  visit.time("max_lifetime_ms", options.max_lifetime, 0, 86'400'000);
  visit.time("connect_limit_ms", options.connect_limit, 1, 600'000);
  visit.time("address_delay_ms", options.address_delay, 0, 60'000);
  visit.whole("address_failures", options.address_failures, 0, 1'000'000);
  visit.time("address_ejection_ms", options.address_ejection, 0, 86'400'000);
  visit.time("max_address_ejection_ms", options.max_address_ejection, 0, 86'400'000);
  visit.whole("max_header_bytes", options.max_header_size, 256, 16 * 1024 * 1024);
  visit.whole("max_body_bytes", options.max_body_size, 0, 1024 * 1024 * 1024);
  visit.flag("accept_encoding", options.accept_encoding);
  visit.whole("max_redirects", options.max_redirects, 0, 50);
  visit.whole("expect_continue_above_bytes", options.expect_continue_above, 0, 1024 * 1024 * 1024);
  visit.time("expect_continue_limit_ms", options.expect_continue_limit, 0, 600'000);
  visit.text("dns_servers", options.dns_servers);
  visit.time("dns_min_ttl_ms", options.dns_min_ttl, 0, 86'400'000);
  visit.time("dns_max_ttl_ms", options.dns_max_ttl, 0, 86'400'000);
  visit.time("dns_negative_ttl_ms", options.dns_negative_ttl, 0, 86'400'000);
  visit.time("dns_stale_limit_ms", options.dns_stale_limit, 0, 604'800'000);
  visit.time("dns_refresh_wait_ms", options.dns_refresh_wait, 0, 60'000);
  visit.text("user_agent", options.user_agent);
}

template <class Visitor>
void visit_proxy(Visitor& visit, ProxyOptions& options) {
  visit.text("url", options.url);
  visit.text("user", options.user);
  visit.secret("password", options.password);
  visit.texts("bypass", options.bypass);
}

template <class Visitor>
void visit_guard(Visitor& visit, GuardOptions& options) {
  visit.texts("allowed_hosts", options.allowed_hosts);
  visit.texts("refused_addresses", options.refused_addresses);
}

template <class Visitor>
void visit_retry(Visitor& visit, RetryOptions& options) {
  visit.whole("max_attempts", options.max_attempts, 0, 100);
  visit.flag("on_connect", options.on_connect);
  visit.flag("on_reset", options.on_reset);
  visit.flag("on_timeout", options.on_timeout);
  visit.statuses("statuses", options.statuses);
  visit.time("base_delay_ms", options.base_delay, 0, 3'600'000);
  visit.time("max_delay_ms", options.max_delay, 0, 3'600'000);
  visit.time("retry_after_limit_ms", options.retry_after_limit, 0, 86'400'000);
  visit.time("attempt_limit_ms", options.attempt_limit, 0, 600'000);
  visit.number("budget_share", options.budget_share, 0, 1);
  visit.number("budget_per_second", options.budget_per_second, 0, 1'000'000);
  visit.number("budget_most", options.budget_most, 0, 1'000'000);
}

template <class Visitor>
void visit_breaker(Visitor& visit, BreakerOptions& options) {
  visit.whole("consecutive_failures", options.consecutive_failures, 0, 1'000'000);
  visit.number("failure_share", options.failure_share, 0, 1);
  visit.whole("minimum_attempts", options.minimum_attempts, 0, 1'000'000);
  visit.time("window_ms", options.window, 0, 3'600'000);
  visit.time("open_time_ms", options.open_time, 0, 3'600'000);
  visit.whole("probes", options.probes, 0, 1000);
}

template <class Visitor>
void visit_hedge(Visitor& visit, HedgeOptions& options) {
  visit.number("percentile", options.percentile, 0, 100);
  visit.whole("minimum_samples", options.minimum_samples, 0, 1000);
  visit.time("minimum_delay_ms", options.minimum_delay, 0, 600'000);
  visit.number("max_share", options.max_share, 0, 1);
}

template <class Visitor>
void visit_rate(Visitor& visit, RateOptions& options) {
  visit.number("per_second", options.per_second, 0, 1'000'000);
  visit.number("burst", options.burst, 0, 1'000'000);
  visit.flag("learn", options.learn);
  visit.time("default_stop_ms", options.default_stop, 0, 86'400'000);
  visit.time("longest_stop_ms", options.longest_stop, 0, 86'400'000);
  visit.number("daily_reserve", options.daily_reserve, 0, 1);
}

template <class Visitor>
void visit_lane(Visitor& visit, LaneOptions& options) {
  visit.whole("max_under_way", options.max_under_way, 0, 1'000'000);
  visit.whole("max_waiting", options.max_waiting, 0, 1'000'000);
}

template <class Visitor>
void visit_lanes(Visitor& visit, ResilienceOptions& options) {
  for (std::size_t i = 0; i < priority_count; ++i)
    visit.section(to_string(static_cast<Priority>(i)),
                  [&] { visit_lane(visit, options.lanes[i]); });
}

template <class Visitor>
void visit_resilience(Visitor& visit, ResilienceOptions& options) {
  visit.section("retry", [&] { visit_retry(visit, options.retry); });
  visit.section("breaker", [&] { visit_breaker(visit, options.breaker); });
  visit.section("hedge", [&] { visit_hedge(visit, options.hedge); });
  visit.section("rate", [&] { visit_rate(visit, options.rate); });
  visit.section("lanes", [&] { visit_lanes(visit, options); });
  visit.time("starvation_limit_ms", options.starvation_limit, 0, 86'400'000);
  visit.whole("max_origins", options.max_origins, 0, 1'000'000);
  visit.text("idempotency_field", options.idempotency_field);
}

/// Visits all; `tls` stands for the section that the document may lack.
template <class Visitor>
void visit_knobs(Visitor& visit, HttpConfig& config, TlsOptions& tls) {
  visit.section("client", [&] {
    visit_client(visit, config.client);
    visit.section("tls", [&] { visit_tls(visit, tls); });
    visit.section("proxy", [&] { visit_proxy(visit, config.client.proxy); });
    visit.section("guard", [&] { visit_guard(visit, config.client.guard); });
  });
  visit.section("resilience", [&] { visit_resilience(visit, config.resilience); });
}

}  // namespace crmlink::http
