#include "dip/freshness_reader.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>

#include "dip/data_dip_config_state.hpp"

namespace crmlink {
namespace {

using namespace std::chrono_literals;

constexpr DurationRange keeping_range{.least = 0ms, .most = 24h};
constexpr DurationRange late_range{.least = 0ms, .most = 10min};
constexpr IntegerRange entries_range{.least = 1, .most = 1'000'000};
constexpr std::int64_t default_entries = 10'000;
// A stranger may become a customer while he waits for an agent.
constexpr std::chrono::milliseconds usual_no_match_ttl = 30s;

void check(const ConfigObject& object, const DataDipCacheSettings& cache) {
  if (cache.no_match_ttl > cache.ttl)
    object.complain("no_match_ttl_ms",
                    ConfigProblem("longer than ttl_ms; a reply without parameters is kept for at "
                                  "most as long as one with them"));
  if (cache.ttl == 0ms && cache.stale_on_error == 0ms)
    object.complain("", ConfigProblem("ttl_ms and stale_on_error_ms are both 0, so that nothing "
                                      "would ever be served; leave the cache out to have none"));
}

DataDipCacheSettings read_cache(ConfigObject& object) {
  DataDipCacheSettings cache;
  const auto ttl = object.require("ttl_ms", "milliseconds");
  const auto valid_ttl = ttl ? ttl->milliseconds(keeping_range) : std::nullopt;
  cache.ttl = valid_ttl.value_or(0ms);
  cache.no_match_ttl = object.milliseconds("no_match_ttl_ms", keeping_range,
                                           std::min(cache.ttl, usual_no_match_ttl));
  cache.stale_on_error = object.milliseconds("stale_on_error_ms", keeping_range, 0ms);
  cache.max_entries =
      static_cast<std::size_t>(object.integer("max_entries", entries_range, default_entries));
  if (valid_ttl) check(object, cache);
  object.reject_unknown();
  return cache;
}

}  // namespace

void read_freshness(ConfigObject& root, DataDipConfig::State& state) {
  state.share_identical = root.boolean("share_identical", true);
  if (auto cache = root.optional_object("cache")) state.cache = read_cache(*cache);
  if (auto late = root.optional_object("late_answers")) {
    state.late_answers_within = late->required_milliseconds("within_ms", late_range);
    late->reject_unknown();
  }
}

}  // namespace crmlink
