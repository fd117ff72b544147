#pragma once

#include "crmlink/contact/contact_condition.hpp"

namespace crmlink::tool {

/// Returns what compiles the regular expressions of conditions: RE2 in a tool that was built with
/// the component crmlink::re2; else all are taken for good, and `unchecked` becomes true when there
/// is one. It must outlive the factory.
ContactPatternFactory tool_patterns(bool& unchecked);

}  // namespace crmlink::tool
