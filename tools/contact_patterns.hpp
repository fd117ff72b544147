#pragma once

#include "crmlink/contact/contact_condition.hpp"

namespace crmlink::tool {

/// Returns what compiles the regular expressions of conditions: RE2 in a tool that was built with
/// the component crmlink::re2; else all are taken for good, and `unchecked` becomes true when there
/// is one. It must outlive the factory.
ContactPatternFactory tool_patterns(bool& unchecked);

/// Returns what matches them, for conditions that are evaluated: empty without crmlink::re2, so
/// that one that needs it is a complaint.
ContactPatternFactory running_patterns();

}  // namespace crmlink::tool
