#pragma once

#include "crmlink/contact/contact_condition.hpp"
#include "crmlink/core/export.hpp"

namespace crmlink {

/// Makes what compiles the regular expressions of conditions (ContactParseOptions::patterns), by
/// Google's RE2, which matches in time linear to the text. In the component `crmlink::re2`.
///
/// Its syntax is Python's but for what can't be matched in linear time: backreferences and looking
/// around are complaints, as is an expression that takes more than 1 MiB when it is compiled. It is
/// UTF-8 that is matched; what isn't, matches nothing. Writes no log.
CRMLINK_EXPORT ContactPatternFactory make_re2_patterns();

}  // namespace crmlink
