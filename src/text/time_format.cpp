#include "text/time_format.hpp"

#include <array>

namespace crmlink::text {
namespace {

namespace chrono = std::chrono;

constexpr std::string_view known_specifiers = "YymdjHIpMSLsaAbBFTzZ%";
constexpr std::array<std::string_view, 7> weekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                      "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> months = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

std::string padded(long long number, std::size_t width) {
  auto digits = std::to_string(number);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

// A time in the parts that a calendar shows.
class CalendarTime {
 public:
  explicit CalendarTime(chrono::system_clock::time_point time)
      : day_(chrono::floor<chrono::days>(time)),
        date_(day_),
        clock_(chrono::floor<chrono::milliseconds>(time) - day_),
        since_epoch_(chrono::floor<chrono::seconds>(time).time_since_epoch().count()) {}

  std::string operator()(char specifier) const {
    switch (specifier) {
      case 'Y':
        return padded(int{date_.year()}, 4);
      case 'y':
        return padded(int{date_.year()} % 100, 2);
      case 'm':
        return padded(month(), 2);
      case 'd':
        return padded(unsigned{date_.day()}, 2);
      case 'j':
        return padded(day_of_year(), 3);
      case 'H':
        return padded(hours(), 2);
      case 'I':
        return padded((hours() + 11) % 12 + 1, 2);
      case 'p':
        return hours() < 12 ? "AM" : "PM";
      case 'M':
        return padded(clock_.minutes().count(), 2);
      case 'S':
        return padded(clock_.seconds().count(), 2);
      case 'L':
        return padded(clock_.subseconds().count(), 3);
      case 's':
        return std::to_string(since_epoch_);
      case 'a':
        return std::string(weekday().substr(0, 3));
      case 'A':
        return std::string(weekday());
      case 'b':
        return std::string(months.at(month() - 1).substr(0, 3));
      case 'B':
        return std::string(months.at(month() - 1));
      case 'F':
        return (*this)('Y') + '-' + (*this)('m') + '-' + (*this)('d');
      case 'T':
        return (*this)('H') + ':' + (*this)('M') + ':' + (*this)('S');
      case 'z':
        return "+0000";
      case 'Z':
        return "UTC";
      case '%':
        return "%";
      default:
        return {'%', specifier};
    }
  }

 private:
  unsigned month() const { return unsigned{date_.month()}; }
  long hours() const { return clock_.hours().count(); }
  long day_of_year() const {
    return (day_ - chrono::sys_days(date_.year() / chrono::January / 1)).count() + 1;
  }
  std::string_view weekday() const { return weekdays.at(chrono::weekday(day_).c_encoding()); }

  chrono::sys_days day_;
  chrono::year_month_day date_;
  chrono::hh_mm_ss<chrono::milliseconds> clock_;
  long long since_epoch_;
};

}  // namespace

std::string format_time(chrono::system_clock::time_point time, std::string_view format) {
  const CalendarTime calendar(time);
  std::string text;
  for (std::size_t at = 0; at < format.size(); ++at) {
    if (format[at] == '%' && at + 1 < format.size())
      text += calendar(format[++at]);
    else
      text += format[at];
  }
  return text;
}

std::string_view find_unknown_specifier(std::string_view format) noexcept {
  for (std::size_t at = 0; at < format.size(); ++at) {
    if (format[at] != '%') continue;
    const auto known =
        at + 1 < format.size() && known_specifiers.find(format[at + 1]) != std::string_view::npos;
    if (!known) return format.substr(at, 2);
    ++at;
  }
  return {};
}

}  // namespace crmlink::text
