#include "crmlink/core/version.hpp"

#include <string>

#include "support/catch.hpp"

TEST_CASE("the linked library's version is that of its headers") {
  const auto of_headers = std::to_string(CRMLINK_VERSION_MAJOR) + '.' +
                          std::to_string(CRMLINK_VERSION_MINOR) + '.' +
                          std::to_string(CRMLINK_VERSION_PATCH);
  CHECK(crmlink::version() == of_headers);
}
