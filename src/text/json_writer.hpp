#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

namespace crmlink::text {

/// Appends a JSON value as compact JSON. Unlike Boost.JSON's serializer it writes doubles in their
/// shortest form (`1.1`, not `1.1E0`), replaces invalid UTF-8, and allocates only in `out`.
void write_json(const boost::json::value& value, std::string& out);

/// Returns whether a text is one JSON value (RFC 8259), at most 32 levels deep.
bool is_json(std::string_view text);

}  // namespace crmlink::text
