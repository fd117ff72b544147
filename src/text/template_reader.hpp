#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "crmlink/core/config.hpp"
#include "crmlink/text/text_template.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink::text {

/// Compiles a template that stands at `value` of a configuration; complains there about each fault.
/// `begin` is the byte of the value's text at which `source` begins.
std::optional<TextTemplate> read_template(const ConfigValue& value, std::string_view source,
                                          const TextTemplate::Options& options,
                                          std::size_t begin = 0);

/// Reads the names that a configuration declares (`variables`): plain ones, and scopes as
/// `contact.*`.
void declare_variables(ConfigObject& root, Vocabulary& vocabulary);

}  // namespace crmlink::text
