#include "time_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace crmlink::tool {
namespace {

using std::chrono::milliseconds;
using Time = std::chrono::sys_time<milliseconds>;

/// Takes a text apart from its front; after the first part that isn't there nothing is.
class Parts {
 public:
  explicit Parts(std::string_view text) : rest_(text) {}

  int number(std::size_t digits) {
    int value = 0;
    const auto text = rest_.substr(0, digits);
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    good_ = good_ && text.size() == digits && std::all_of(text.begin(), text.end(), is_digit);
    if (!good_) return 0;
    std::from_chars(text.data(), text.data() + digits, value);
    rest_.remove_prefix(digits);
    return value;
  }
  bool has(char c) {
    if (!good_ || !rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void need(char c) { good_ = has(c); }
  void refuse_unless(bool fine) { good_ = good_ && fine; }
  bool at_end() const { return rest_.empty(); }
  bool good() const { return good_; }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::optional<Time> parse_epoch(std::string_view text) {
  // 20260301 is meant as a date, and would be a moment of 1970.
  constexpr std::size_t digits_of_date = 8;
  if (text.size() == digits_of_date) return std::nullopt;
  constexpr std::int64_t least_milliseconds = 100'000'000'000;
  constexpr std::int64_t most = 253'402'300'800'000;  // the year 10000
  std::int64_t count = 0;
  const auto* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || at != end || count < 0 || count >= most) return std::nullopt;
  return Time(milliseconds(count < least_milliseconds ? count * 1000 : count));
}

milliseconds take_fraction(Parts& parts) {
  if (!parts.has('.')) return milliseconds(0);
  return milliseconds(parts.number(3));
}

milliseconds take_time(Parts& parts) {
  const auto hour = parts.number(2);
  parts.need(':');
  const auto minute = parts.number(2);
  milliseconds time = std::chrono::hours(hour) + std::chrono::minutes(minute);
  parts.refuse_unless(hour < 24 && minute < 60);
  if (!parts.has(':')) return time;
  const auto second = parts.number(2);
  parts.refuse_unless(second < 60);
  time += std::chrono::seconds(second);
  return time + take_fraction(parts);
}

milliseconds take_offset(Parts& parts) {
  if (parts.has('Z') || parts.at_end()) return milliseconds(0);
  const bool west = parts.has('-');
  if (!west) parts.need('+');
  const auto hours = parts.number(2);
  parts.need(':');
  const auto minutes = parts.number(2);
  parts.refuse_unless(hours < 15 && minutes < 60);
  const milliseconds offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return west ? -offset : offset;
}

}  // namespace

std::optional<Time> parse_time(std::string_view text) {
  if (text.find('-') == std::string_view::npos) return parse_epoch(text);
  Parts parts(text);
  const std::chrono::year year(parts.number(4));
  parts.need('-');
  const auto month = static_cast<unsigned>(parts.number(2));
  parts.need('-');
  const auto day = static_cast<unsigned>(parts.number(2));
  const auto date = year / std::chrono::month(month) / std::chrono::day(day);
  if (!parts.good() || !date.ok() || year < std::chrono::year(1970)) return std::nullopt;
  Time time = std::chrono::sys_days(date);
  if (parts.has('T')) {
    time += take_time(parts);
    time -= take_offset(parts);
  }
  return parts.good() && parts.at_end() ? std::optional(time) : std::nullopt;
}

}  // namespace crmlink::tool
