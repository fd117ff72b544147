#include "crm/match.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <string>

#include "crm/scalar.hpp"
#include "text/names.hpp"

namespace crmlink {
namespace {

bool is_same(MatchAs as, std::string_view found, std::string_view wanted,
             const PhoneNumbers& phones) {
  switch (as) {
    case MatchAs::email:
      return text::same_name(found, wanted);
    case MatchAs::phone:
      return phones.same_number(found, wanted);
    case MatchAs::text:
      break;
  }
  return found == wanted;
}

}  // namespace

bool matches(const MatchRule& rule, const boost::json::value& candidate, const Variables& variables,
             const PhoneNumbers& phones) {
  std::string wanted;
  const auto presence = rule.value.expand(variables, wanted);
  if (!presence || *presence == Presence::absent) return false;
  const auto* const found = rule.field.find(candidate);
  const auto holds = [&](const boost::json::value& scalar) {
    const auto text = scalar_text(scalar);
    return text && is_same(rule.as, *text, wanted, phones);
  };
  if (!found) return false;
  const auto* const list = found->if_array();
  return list ? std::any_of(list->begin(), list->end(), holds) : holds(*found);
}

bool can_match(std::span<const MatchRule> rules, const Variables& variables) {
  return std::any_of(rules.begin(), rules.end(), [&variables](const MatchRule& rule) {
    std::string ignored;
    const auto presence = rule.value.expand(variables, ignored);
    return presence && *presence == Presence::present;
  });
}

}  // namespace crmlink
