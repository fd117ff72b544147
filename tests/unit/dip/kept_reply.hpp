#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "dip/reply_reader.hpp"

namespace crmlink {

/// Reads a reply whose body stays until the program ends, since the reply views it.
inline Result<Reply> read_kept_reply(std::string_view body, const ReplyRules& rules) {
  static std::deque<std::string> bodies;
  return read_reply(bodies.emplace_back(body), rules);
}

}  // namespace crmlink
