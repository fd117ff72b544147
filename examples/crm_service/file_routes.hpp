#pragma once

#include "crm.hpp"

namespace crm_service {

/// `GET /api/records/{id}/files`
WebReply show_files(Crm& crm, const Call& call);
/// `GET /api/files/{id}` and `GET /files/{id}`: its bytes.
WebReply download_file(Crm& crm, const Call& call);

}  // namespace crm_service
