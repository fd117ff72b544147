#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace crmlink {

/// Returns a string or a number as text; std::nullopt for anything else. A number with a fraction,
/// an exponent or more than 64 bits comes in another spelling than the reply's.
std::optional<std::string> scalar_text(const boost::json::value& value);

/// Returns a string's content, or a number exactly as `text` spells it, whose parsed form is
/// `root`; std::nullopt for anything else. `value` is a part of `root`.
std::optional<std::string> spelled_scalar(const boost::json::value& value,
                                          const boost::json::value& root, std::string_view text);

}  // namespace crmlink
