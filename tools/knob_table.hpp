#pragma once

#include <boost/json/fwd.hpp>
#include <iosfwd>

#include "crmlink/http/http_config.hpp"
#include "style.hpp"

namespace crmlink::tool {

/// Prints every setting of an HTTP client: what is in effect, and whether it was configured.
void print_knobs(const http::HttpConfig& config, std::ostream& out, const Style& style);

/// The same as JSON: an array of `{"pointer", "value", "default", "configured"}`.
boost::json::array json_of_knobs(const http::HttpConfig& config);

}  // namespace crmlink::tool
