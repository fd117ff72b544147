#include "stream_logger.hpp"

#include <ostream>
#include <string>

#include "terminal_text.hpp"

namespace crmlink::tool {

Logger stream_logger(std::ostream& out, const Style& style) {
  return Logger(
      [&out, style](LogLevel level, std::string_view room, std::string_view line) {
        out << style.dim(std::string(to_string(level)).append(" ").append(room).append(": "))
            << printable(line) << '\n';
      },
      LogLevel::debug);
}

}  // namespace crmlink::tool
