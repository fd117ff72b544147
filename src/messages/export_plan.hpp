#pragma once

#include "crmlink/http/message.hpp"
#include "crmlink/messages/message_export_config.hpp"
#include "messages/export_position.hpp"

namespace crmlink {

/// Makes the request for the page at which a position is. Fails with Errc::invalid_url.
Result<http::Request> plan_export(const MessageExportConfig& config,
                                  const ExportPosition& position);

}  // namespace crmlink
