#include "number_text.hpp"

#include <array>
#include <cstdio>

namespace crmlink::tool {

std::string milliseconds(std::chrono::nanoseconds elapsed) {
  return fixed(std::chrono::duration<double, std::milli>(elapsed).count(), 2);
}

std::string fixed(double value, int decimals) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

std::string grouped(std::uint64_t count) {
  auto digits = std::to_string(count);
  for (auto at = digits.size(); at > 3;)
    digits.insert(at -= 3, ",");
  return digits;
}

}  // namespace crmlink::tool
