#include "http/resilience/http_date.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "http/resilience/number.hpp"

namespace crmlink::http {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// At most six words; more make the date none.
struct Words {
  std::array<std::string_view, 6> word;
  std::size_t count = 0;
};

std::optional<Words> split(std::string_view text) {
  Words words;
  constexpr std::string_view separators = " ,-";
  while (true) {
    const auto begin = text.find_first_not_of(separators);
    if (begin == std::string_view::npos) return words;
    if (words.count == words.word.size()) return std::nullopt;
    text.remove_prefix(begin);
    const auto size = std::min(text.find_first_of(separators), text.size());
    words.word[words.count++] = text.substr(0, size);
    text.remove_prefix(size);
  }
}

std::optional<unsigned> month_number(std::string_view name) {
  const auto* const found = std::find(month_names.begin(), month_names.end(), name);
  if (found == month_names.end()) return std::nullopt;
  return static_cast<unsigned>(found - month_names.begin()) + 1;
}

std::optional<seconds> time_of_day(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hour = parse_number(text.substr(0, 2));
  const auto minute = parse_number(text.substr(3, 2));
  const auto second = parse_number(text.substr(6, 2));
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60)
    return std::nullopt;
  return seconds(*hour * 3600 + *minute * 60 + *second);
}

// Two digits are of a year within fifty years of now; that is done without a clock until 2069.
std::optional<int> year_number(std::string_view text) {
  const auto number = parse_number(text);
  if (!number || (text.size() != 2 && text.size() != 4)) return std::nullopt;
  if (text.size() == 4) return static_cast<int>(*number);
  return static_cast<int>(*number) + (*number < 70 ? 2000 : 1900);
}

std::optional<Clock::WallTime> compose(std::string_view day, std::string_view month,
                                       std::string_view year, std::string_view time) {
  const auto d = parse_number(day);
  const auto m = month_number(month);
  const auto y = year_number(year);
  const auto t = time_of_day(time);
  if (!d || !m || !y || !t || *d > 31) return std::nullopt;
  // Beyond that the clock's nanoseconds overflow; "never" is served as well by 2200.
  if (*y < 1970) return std::nullopt;
  const year_month_day date(std::chrono::year(std::min(*y, 2200)), std::chrono::month(*m),
                            std::chrono::day(static_cast<unsigned>(*d)));
  if (!date.ok()) return std::nullopt;
  return Clock::WallTime(sys_days(date)) + *t;
}

}  // namespace

std::optional<Clock::WallTime> parse_http_date(std::string_view text) {
  const auto words = split(text);
  if (!words) return std::nullopt;
  const auto& word = words->word;
  // Sun, 06 Nov 1994 08:49:37 GMT and Sunday, 06-Nov-94 08:49:37 GMT
  if (words->count == 6 && word[5] == "GMT") return compose(word[1], word[2], word[3], word[4]);
  // Sun Nov  6 08:49:37 1994
  if (words->count == 5) return compose(word[2], word[1], word[4], word[3]);
  return std::nullopt;
}

std::optional<milliseconds> parse_retry_after(std::string_view text, Clock::WallTime now,
                                              milliseconds limit) {
  if (const auto number = parse_number(text)) {
    const auto most = static_cast<std::uint64_t>(duration_cast<seconds>(limit).count());
    return *number > most ? limit : milliseconds(seconds(*number));
  }
  const auto date = parse_http_date(text);
  if (!date) return std::nullopt;
  return std::clamp(ceil<milliseconds>(*date - now), milliseconds(0), limit);
}

}  // namespace crmlink::http
