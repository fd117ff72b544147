#include <memory>

#include "contact_patterns.hpp"

namespace crmlink::tool {
namespace {

class UncheckedPattern : public ContactPattern {
 public:
  bool match(std::string_view /*text*/) const override { return false; }
  bool search(std::string_view /*text*/) const override { return false; }
};

}  // namespace

ContactPatternFactory tool_patterns(bool& unchecked) {
  return [&unchecked](std::string_view) {
    unchecked = true;
    return Result<std::shared_ptr<const ContactPattern>>(std::make_shared<UncheckedPattern>());
  };
}

ContactPatternFactory running_patterns() {
  return {};
}

}  // namespace crmlink::tool
