#include "crm/match.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <string>

#include "crm/scalar.hpp"
#include "text/names.hpp"

namespace crmlink {
namespace {

// Shorter ones are codes and extensions, and end like many numbers do.
constexpr std::size_t least_digits = 7;
constexpr std::size_t national_digits = 10;

std::string digits_of(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), text::is_digit);
  return digits;
}

bool is_same(MatchAs as, std::string_view found, std::string_view wanted) {
  switch (as) {
    case MatchAs::email:
      return text::same_name(found, wanted);
    case MatchAs::phone:
      return is_same_phone(found, wanted);
    case MatchAs::text:
      break;
  }
  return found == wanted;
}

bool is_same(MatchAs as, const boost::json::value& found, std::string_view wanted) {
  if (const auto* const list = found.if_array())
    return std::any_of(list->begin(), list->end(), [&](const boost::json::value& element) {
      const auto text = scalar_text(element);
      return text && is_same(as, *text, wanted);
    });
  const auto text = scalar_text(found);
  return text && is_same(as, *text, wanted);
}

}  // namespace

bool matches(const MatchRule& rule, const boost::json::value& candidate,
             const Variables& variables) {
  std::string wanted;
  const auto presence = rule.value.expand(variables, wanted);
  if (!presence || *presence == Presence::absent) return false;
  const auto* const found = rule.field.find(candidate);
  return found && is_same(rule.as, *found, wanted);
}

bool is_same_phone(std::string_view a, std::string_view b) noexcept {
  auto longer = digits_of(a);
  auto shorter = digits_of(b);
  if (longer.size() < shorter.size()) longer.swap(shorter);
  if (shorter.size() < least_digits) return a == b;
  if (longer == shorter) return true;
  return shorter.size() == national_digits && longer.size() == national_digits + 1 &&
         longer.front() == '1' && longer.compare(1, std::string::npos, shorter) == 0;
}

}  // namespace crmlink
