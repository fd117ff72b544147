#include "crmlink/core/version.hpp"

#define CRMLINK_TEXT_OF(token) #token
#define CRMLINK_DOTTED(major, minor, patch) \
  CRMLINK_TEXT_OF(major) "." CRMLINK_TEXT_OF(minor) "." CRMLINK_TEXT_OF(patch)

namespace crmlink {

std::string_view version() noexcept {
  return CRMLINK_DOTTED(CRMLINK_VERSION_MAJOR, CRMLINK_VERSION_MINOR, CRMLINK_VERSION_PATCH);
}

}  // namespace crmlink
