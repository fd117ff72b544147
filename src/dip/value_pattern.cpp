#include "dip/value_pattern.hpp"

#include <boost/regex.hpp>
#include <stdexcept>
#include <utility>

namespace crmlink {

struct ValuePattern::Compiled {
  boost::regex expression;
};

std::string ValuePattern::compile(std::string_view expression, bool ignore_case) {
  boost::regex::flag_type syntax = boost::regex::perl;
  if (ignore_case) syntax |= boost::regex::icase;
  try {
    compiled_ = std::make_shared<const Compiled>(
        Compiled{boost::regex(expression.begin(), expression.end(), syntax)});
    return {};
  } catch (const std::runtime_error& error) {  // boost::regex_error
    return error.what();
  }
}

bool ValuePattern::matches(std::string_view value) const {
  if (!compiled_ || value.size() > max_value) return false;
  try {
    return boost::regex_match(value.begin(), value.end(), compiled_->expression);
  } catch (const std::runtime_error&) {  // too complex for this value
    return false;
  }
}

}  // namespace crmlink
