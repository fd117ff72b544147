#include "http/resilience/limit_fields.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "http/resilience/number.hpp"

namespace crmlink::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

enum class Meaning : std::uint8_t { limit, remaining, reset, window };

struct Rule {
  std::string_view field;
  KnownLimit LimitReport::* span;
  Meaning meaning;
};

// A later rule overrides an earlier one: the vendor's own field is the more exact.
constexpr Rule rules[] = {
    {"RateLimit-Limit", &LimitReport::brief, Meaning::limit},
    {"RateLimit-Remaining", &LimitReport::brief, Meaning::remaining},
    {"RateLimit-Reset", &LimitReport::brief, Meaning::reset},
    {"X-Rate-Limit", &LimitReport::brief, Meaning::limit},  // Zendesk, per minute
    {"X-Rate-Limit-Limit", &LimitReport::brief, Meaning::limit},
    {"X-Rate-Limit-Remaining", &LimitReport::brief, Meaning::remaining},
    {"X-Rate-Limit-Reset", &LimitReport::brief, Meaning::reset},
    {"X-RateLimit-Limit", &LimitReport::brief, Meaning::limit},
    {"X-RateLimit-Remaining", &LimitReport::brief, Meaning::remaining},
    {"X-RateLimit-Reset", &LimitReport::brief, Meaning::reset},
    {"X-RateLimit-Limit-Day", &LimitReport::daily, Meaning::limit},
    {"X-RateLimit-Remaining-Day", &LimitReport::daily, Meaning::remaining},
    {"X-HubSpot-RateLimit-Max", &LimitReport::brief, Meaning::limit},
    {"X-HubSpot-RateLimit-Remaining", &LimitReport::brief, Meaning::remaining},
    {"X-HubSpot-RateLimit-Interval-Milliseconds", &LimitReport::brief, Meaning::window},
    {"X-HubSpot-RateLimit-Daily", &LimitReport::daily, Meaning::limit},
    {"X-HubSpot-RateLimit-Daily-Remaining", &LimitReport::daily, Meaning::remaining},
};

constexpr std::uint64_t longest_reset_s = 10ULL * 365 * 24 * 3600;

/// Takes "100, 100;w=60" as 100, and " 12 " as 12.
std::optional<std::uint64_t> leading_number(std::string_view text) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  return parse_number(text.substr(0, text.find_first_of(" ,;.")));
}

/// A reset is seconds from now, or seconds or milliseconds since 1970: no quota lasts for 30 years.
milliseconds time_to_reset(std::uint64_t number, Clock::WallTime now) {
  constexpr std::uint64_t least_epoch_s = 1'000'000'000;
  constexpr std::uint64_t least_epoch_ms = 1'000'000'000'000;
  if (number < least_epoch_s) return seconds(std::min(number, longest_reset_s));
  if (number < least_epoch_ms) number *= 1000;
  const auto wall = std::chrono::floor<milliseconds>(now.time_since_epoch()).count();
  const auto now_ms = static_cast<std::uint64_t>(std::max<std::int64_t>(0, wall));
  return milliseconds(number <= now_ms ? 0 : std::min(number - now_ms, longest_reset_s * 1000));
}

void set(KnownLimit& limit, Meaning meaning, std::uint64_t number, Clock::WallTime now) {
  switch (meaning) {
    case Meaning::limit:
      limit.limit = number;
      return;
    case Meaning::remaining:
      limit.remaining = number;
      return;
    case Meaning::reset:
      limit.resets_in = time_to_reset(number, now);
      return;
    case Meaning::window:
      limit.resets_in = milliseconds(std::min(number, longest_reset_s * 1000));
      return;
  }
}

KnownLimit& span_of(const KnownLimit& limit, LimitReport& report) {
  constexpr std::chrono::hours brief{1};
  return limit.resets_in && *limit.resets_in > brief ? report.daily : report.brief;
}

/// Keeps the quota of which least is left, when a reply tells several of one span.
void offer(const KnownLimit& limit, LimitReport& report) {
  if (!limit.known()) return;
  auto& kept = span_of(limit, report);
  if (!kept.remaining || (limit.remaining && *limit.remaining < *kept.remaining)) kept = limit;
}

std::optional<Meaning> meaning_of(std::string_view key) {
  if (key == "r" || key == "remaining") return Meaning::remaining;
  if (key == "t" || key == "reset" || key == "resets") return Meaning::reset;
  if (key == "q" || key == "limit" || key == "total") return Meaning::limit;
  return std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Reads `"default";r=50;t=30, "daily";r=9;t=80000` (a quota per name) and `limit=100,
/// remaining=50, reset=30` (one quota), the newer and the older form of RateLimit; also Zendesk's
/// `total=100; remaining=99; resets=60`.
void read_list(std::string_view text, LimitReport& report, Clock::WallTime now) {
  KnownLimit limit;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(",;"), text.size());
    const auto part = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) {
      offer(limit, report);
      limit = KnownLimit();
      continue;
    }
    const auto meaning = meaning_of(part.substr(0, equals));
    const auto number = leading_number(part.substr(equals + 1));
    if (meaning && number) set(limit, *meaning, *number, now);
  }
  offer(limit, report);
}

/// Reads Salesforce's `api-usage=18/5000`, which is per day.
void read_usage(std::string_view text, LimitReport& report) {
  constexpr std::string_view name = "api-usage=";
  const auto begin = text.find(name);
  if (begin == std::string_view::npos) return;
  text.remove_prefix(begin + name.size());
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return;
  const auto used = parse_number(text.substr(0, slash));
  const auto limit = leading_number(text.substr(slash + 1));
  if (!used || !limit) return;
  report.daily.limit = limit;
  report.daily.remaining = *limit - std::min(*used, *limit);
}

void read_plain(const Response& response, LimitReport& report, Clock::WallTime now) {
  for (const Rule& rule : rules) {
    const auto text = response.field(rule.field);
    if (!text) continue;
    if (const auto number = leading_number(*text))
      set(report.*rule.span, rule.meaning, *number, now);
  }
}

}  // namespace

LimitReport read_limits(const Response& response, Clock::WallTime now) {
  LimitReport plain;
  read_plain(response, plain, now);
  LimitReport report;
  report.daily = plain.daily;
  offer(plain.brief, report);
  for (const auto* const field : {"RateLimit", "Zendesk-RateLimit-Endpoint"})
    if (const auto text = response.field(field)) read_list(*text, report, now);
  if (const auto text = response.field("Sforce-Limit-Info")) read_usage(*text, report);
  return report;
}

}  // namespace crmlink::http
