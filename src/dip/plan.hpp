#pragma once

#include <cstddef>
#include <string>

#include "crmlink/core/result.hpp"
#include "crmlink/dip/data_dip_config.hpp"
#include "crmlink/http/message.hpp"
#include "crmlink/text/text_template.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

struct CompiledParameter;

/// Appends the JSON value of one parameter; absent: it isn't sent, and nothing was appended.
Result<Presence> render_value(const RequestParameter& parameter, const CompiledParameter& compiled,
                              const Variables& variables, std::string& out);

/// Renders the body: one flat JSON object (data-dip.md "Request"). Fails with the error of the
/// first value that can't be sent, where() saying which; `body` is then of no use.
Result<> render_body(const DataDipConfig& config, const Variables& variables, std::string& body);

/// Makes the request of a dip. Fails as render_body does.
Result<http::Request> plan_request(const DataDipConfig& config, const Variables& variables);

}  // namespace crmlink
