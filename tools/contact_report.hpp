#pragma once

#include <iosfwd>

#include "contact_runner.hpp"
#include "style.hpp"

namespace crmlink::tool {

/// Prints what became of the lookups of an event, for people.
void print_contact(const ContactRun& run, std::ostream& out, const Style& style);

/// Prints the same as JSON.
void print_contact_as_json(const ContactRun& run, std::ostream& out);

}  // namespace crmlink::tool
