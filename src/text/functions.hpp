#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "crmlink/text/text_template.hpp"

// The functions of templates.md that compute. Each may rely on its arguments being there; what
// can't be computed from a caller's value is absent, never an error: the call goes on.
namespace crmlink::text {

using FunctionResult = std::optional<std::string>;

// functions_text.cpp; case is that of ASCII, other characters stay as they are
FunctionResult upper(FunctionArguments arguments);
FunctionResult lower(FunctionArguments arguments);
FunctionResult trim_text(FunctionArguments arguments);
FunctionResult digits(FunctionArguments arguments);
/// LAST(text, n): the last n characters, not bytes, of a text; all of it when it is shorter.
FunctionResult last(FunctionArguments arguments);
std::string check_last(std::size_t index, std::string_view argument);
/// E164(number): `+` and digits; what can't be read as a number is passed on as it came.
FunctionResult e164(FunctionArguments arguments);

// functions_json.cpp; the result is JSON
/// NUMBER(text): the digits as they are spelled, but for a `+` or zeros in front.
FunctionResult number(FunctionArguments arguments);
/// BOOL(text): true, yes, on, 1 or false, no, off, 0, in any case.
FunctionResult boolean(FunctionArguments arguments);
/// JSON(text): the text as it is, if it is one JSON value.
FunctionResult json(FunctionArguments arguments);

// functions_crypto.cpp; lower-case hexadecimal digits
FunctionResult sha256(FunctionArguments arguments);
/// HMAC_SHA256(text, key).
FunctionResult hmac_sha256(FunctionArguments arguments);
/// BASE64(text): RFC 4648 §4, padded.
FunctionResult base64(FunctionArguments arguments);

}  // namespace crmlink::text
