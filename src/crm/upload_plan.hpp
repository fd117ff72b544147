#pragma once

#include "crm/endpoint_state.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/crm/crm_file.hpp"
#include "crmlink/http/message.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// Puts the body into the request of an upload, with its content type: the file is streamed.
/// `request` is planned but for that. Fails with Errc::invalid_value when the body has no place for
/// the file.
Result<> plan_upload_body(const GenericCrmEndpoint::State& endpoint, const Variables& variables,
                          const CrmFile& file, http::Request& request);

}  // namespace crmlink
