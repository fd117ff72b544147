#include "contact_patterns.hpp"
#include "crmlink/re2/re2_patterns.hpp"

namespace crmlink::tool {

ContactPatternFactory tool_patterns(bool& /*unchecked*/) {
  return make_re2_patterns();
}

ContactPatternFactory running_patterns() {
  return make_re2_patterns();
}

}  // namespace crmlink::tool
