#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <span>
#include <string_view>

#include "crmlink/text/json_path.hpp"
#include "crmlink/text/phone_numbers.hpp"
#include "crmlink/text/text_template.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// How a field of a reply is compared with what was searched for.
enum class MatchAs : std::uint8_t {
  text,   ///< Byte by byte.
  email,  ///< Without regard to ASCII case.
  phone,  ///< As phone numbers, however they are written.
};

/// Says that a field of a candidate must equal what was searched for (`verify_match`).
struct MatchRule {
  JsonPath field;      ///< Relative to the object; a list holds when one of its scalars does.
  TextTemplate value;  ///< For Slot::plain.
  MatchAs as = MatchAs::text;
};

/// Returns whether a candidate is what was searched for. A rule whose value is absent doesn't hold:
/// nothing was searched for by it.
bool matches(const MatchRule& rule, const boost::json::value& candidate, const Variables& variables,
             const PhoneNumbers& phones);

/// Returns whether any of the rules could hold: its value is present.
bool can_match(std::span<const MatchRule> rules, const Variables& variables);

}  // namespace crmlink
