#include "testing/recording.hpp"

#include "testing/scrubber.hpp"

namespace crmlink::testing {

std::string_view field_of(const std::vector<http::Field>& fields, std::string_view name) {
  for (const auto& field : fields)
    if (same_name(field.name, name)) return field.value;
  return {};
}

}  // namespace crmlink::testing
