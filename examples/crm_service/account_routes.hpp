#pragma once

#include <boost/json/fwd.hpp>

#include "crm.hpp"

namespace crm_service {

/// `GET /api/accounts?phone=…&email=…`: those who have the phone or the e-mail, phone first.
WebReply find_accounts(Crm& crm, const Call& call);
/// `GET /api/accounts/{id}`
WebReply show_account(Crm& crm, const Call& call);
/// `POST /api/accounts`: 409 with the account of a phone that is taken.
WebReply create_account(Crm& crm, const Call& call);
/// `POST /api/lookup`: a data dip. Checks the token by itself.
WebReply answer_dip(Crm& crm, const Call& call);

/// Returns an account as JSON.
boost::json::value to_json(const Account& account);

}  // namespace crm_service
