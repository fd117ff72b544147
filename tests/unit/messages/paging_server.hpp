#pragma once

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "export_stand.hpp"

namespace crmlink::test {

inline std::int64_t asked(const http::Request& request, const char* what) {
  return boost::json::parse(request.body).at(what).as_int64();
}

/// Has this many messages in each week from 1 March 2026 on, numbered, and gives at most `cap` of
/// them at once.
class PagingServer {
 public:
  static constexpr std::size_t no_cap = std::numeric_limits<std::size_t>::max();

  explicit PagingServer(std::vector<std::size_t> weeks, std::size_t cap = no_cap)
      : weeks_(std::move(weeks)), cap_(cap) {}

  Result<http::Response> operator()(const http::Request& request) const {
    const auto week = static_cast<std::size_t>((asked(request, "start") - ms(day(1))) / week_ms);
    std::size_t before = 0;
    for (std::size_t n = 0; n < week; ++n)
      before += weeks_.at(n);
    const auto offset = static_cast<std::size_t>(asked(request, "offset"));
    const auto limit = static_cast<std::size_t>(asked(request, "limit"));
    std::vector<std::string> found;
    for (auto n = offset; n < std::min(weeks_.at(week), offset + std::min(limit, cap_)); ++n)
      found.push_back(message(std::to_string(before + n)));
    return http::Response(200, {}, reply(found));
  }

  /// Returns the query for all weeks.
  MessageQuery query() const {
    return {day(1), day(1) + std::chrono::milliseconds(week_ms) * weeks_.size()};
  }
  /// Returns how many messages there are.
  std::size_t count() const {
    std::size_t sum = 0;
    for (const auto week : weeks_)
      sum += week;
    return sum;
  }

 private:
  static constexpr std::int64_t week_ms = 7LL * 24 * 3600 * 1000;

  std::vector<std::size_t> weeks_;
  std::size_t cap_;
};

inline std::vector<std::size_t> offsets(const ExportStand& stand) {
  std::vector<std::size_t> offsets;
  for (const auto& request : stand.transport->requests())
    offsets.push_back(static_cast<std::size_t>(asked(request, "offset")));
  return offsets;
}

/// Returns the texts of the first messages that a PagingServer has.
inline Texts numbers(std::size_t count) {
  Texts texts;
  for (std::size_t n = 0; n < count; ++n)
    texts.push_back(std::to_string(n));
  return texts;
}

}  // namespace crmlink::test
