#include "contact/condition_moment.hpp"

#include <charconv>
#include <cmath>
#include <string_view>

#include "text/names.hpp"

namespace crmlink::condition {
namespace {

using std::chrono::system_clock;

/// Takes so many digits.
bool take(std::string_view& text, std::size_t digits, int& number) {
  if (text.size() < digits) return false;
  const auto read = std::from_chars(text.data(), text.data() + digits, number);
  if (read.ec != std::errc{} || read.ptr != text.data() + digits || number < 0) return false;
  text.remove_prefix(digits);
  return true;
}

bool take(std::string_view& text, std::string_view either) {
  if (text.empty() || either.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

/// Takes the offset from UTC; nothing is UTC.
bool take_zone(std::string_view& text, std::chrono::minutes& offset) {
  if (take(text, "Zz")) return true;
  const bool west = text.starts_with('-');
  if (!take(text, "+-")) return true;
  int hours = 0;
  int minutes = 0;
  if (!take(text, 2, hours)) return false;
  static_cast<void>(take(text, ":"));
  if (!text.empty() && !take(text, 2, minutes)) return false;
  offset = std::chrono::minutes((hours * 60 + minutes) * (west ? -1 : 1));
  return true;
}

std::optional<system_clock::time_point> parse_text(std::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!take(text, 4, year) || !take(text, "-") || !take(text, 2, month) || !take(text, "-") ||
      !take(text, 2, day))
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::chrono::minutes offset{0};
  if (take(text, "Tt ")) {
    if (!take(text, 2, hour) || !take(text, ":") || !take(text, 2, minute)) return std::nullopt;
    if (take(text, ":") && !take(text, 2, second)) return std::nullopt;
    if (take(text, ".,"))
      while (!text.empty() && text::is_digit(text.front()))
        text.remove_prefix(1);
    if (!take_zone(text, offset)) return std::nullopt;
  }
  if (!text.empty() || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) - offset;
}

}  // namespace

std::optional<system_clock::time_point> parse_moment(const boost::json::value& json) {
  constexpr double most = 5e9;
  if (const auto* const text = json.if_string()) return parse_text(*text);
  boost::system::error_code not_a_number;
  const auto seconds = json.to_number<double>(not_a_number);
  if (not_a_number || !(std::abs(seconds) < most)) return std::nullopt;
  return system_clock::time_point(
      std::chrono::duration_cast<system_clock::duration>(std::chrono::duration<double>(seconds)));
}

int iso_weekday(system_clock::time_point at) noexcept {
  const std::chrono::weekday day(std::chrono::floor<std::chrono::days>(at));
  return static_cast<int>(day.iso_encoding());
}

}  // namespace crmlink::condition
