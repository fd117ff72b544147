#pragma once

#include <string_view>

#include "crm.hpp"

namespace crm_service {

/// `GET /accounts/{id}`: an account and its records, for a browser.
WebReply account_page(Crm& crm, const Call& call);
/// `GET /records/{id}`: a record with its comments and files; what a screen pop opens.
WebReply record_page(Crm& crm, const Call& call);
/// `GET /style.css`
WebReply style_sheet(Crm& crm, const Call& call);
/// `POST /login`: a form with `token`, and with `next`, the page to go on to.
WebReply log_in(Crm& crm, const Call& call);

/// Returns the page that asks for the token; `why` may be empty.
WebReply login_page(std::string_view next, std::string_view why);

}  // namespace crm_service
