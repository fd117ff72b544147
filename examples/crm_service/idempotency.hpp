#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "crm_database.hpp"
#include "web_message.hpp"

namespace crm_service {

/// Makes an answer and keeps it with what it changed, in one transaction; the same Idempotency-Key
/// on the same path gets it again, and nothing is done twice.
///
/// A failure changes nothing and isn't kept. A key that comes with other content is refused (422).
/// Throws SqlError.
WebReply answer_once(CrmDatabase& database, const WebRequest& head, std::string_view fingerprint,
                     const std::function<WebReply()>& make);

/// Returns the hexadecimal SHA-256 of a text.
std::string sha256_of(std::string_view text);

}  // namespace crm_service
