#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <variant>

#include "crmlink/text/variables.hpp"

namespace crmlink {

/// One variable that has a value: neither an empty text nor null.
struct Variables::Entry {
  std::uint64_t hash;
  std::string name;
  std::variant<std::string, boost::json::value> value;
};

}  // namespace crmlink
