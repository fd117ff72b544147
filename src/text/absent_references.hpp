#pragma once

#include <string>
#include <vector>

#include "crmlink/text/text_template.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink::text {

/// Returns the references of a template that have no value, each once, in their order.
std::vector<std::string> absent_references(const TextTemplate& text, const Variables& variables);

}  // namespace crmlink::text
