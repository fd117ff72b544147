#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/text/text_template.hpp"

namespace crmlink {

/// One function of a registry.
struct FunctionRegistry::Entry {
  enum class Kind : std::uint8_t {
    first_present,  ///< DEFAULT_VALUE.
    join,           ///< CONCAT_…
    text,           ///< Computes a text; not called when an argument is absent.
    typed,          ///< The same, and the text is JSON.
    now,            ///< Formats the registry's time.
    host,           ///< The host's own: is called whatever is absent.
  };
  /// Says what is wrong with an argument that is known when the template is parsed; else empty.
  using Check = std::string (*)(std::size_t index, std::string_view argument);

  static constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

  std::string name;
  Kind kind;
  std::size_t least_arguments;
  std::size_t most_arguments;
  Function function = nullptr;  ///< For text, typed and host.
  std::string separator = {};   ///< For join.
  Check check = nullptr;        ///< May be null.
};

}  // namespace crmlink
