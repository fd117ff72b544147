#pragma once

#include <boost/json/fwd.hpp>

#include "crm.hpp"

namespace crm_service {

/// `GET /api/records?account_id=…&status=…`: those changed last first.
WebReply find_records(Crm& crm, const Call& call);
/// `GET /api/records/{id}`
WebReply show_record(Crm& crm, const Call& call);
/// `POST /api/records`
WebReply create_record(Crm& crm, const Call& call);
/// `PATCH /api/records/{id}`: 204.
WebReply change_record(Crm& crm, const Call& call);
/// `GET /api/records/{id}/comments`
WebReply show_comments(Crm& crm, const Call& call);
/// `POST /api/records/{id}/comments`
WebReply add_comment(Crm& crm, const Call& call);

}  // namespace crm_service
