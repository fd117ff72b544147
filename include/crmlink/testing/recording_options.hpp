#pragma once

#include <string>
#include <vector>

#include "crmlink/core/secret.hpp"

namespace crmlink::testing {

/// What a recording replaces. All names count in any letter case and at any depth; those of fields
/// also in queries and forms.
///
/// Phone numbers (7 to 19 digits, however they are grouped) and e-mail addresses are replaced
/// wherever they stand, unless in kept_fields. Other personal data is found by the names of its
/// fields only, and not at all in XML: read a recording before you commit it.
struct RecordingOptions {
  RecordingOptions() = default;

  /// JSON members whose values are replaced as a whole, everything inside an object or array too;
  /// numbers by numbers. true, false, null and empty texts stay. Default: none.
  std::vector<std::string> private_fields;
  /// JSON members whose values stay as they are: timestamps and ids that look like phone numbers.
  /// Default: none.
  std::vector<std::string> kept_fields;
  /// Header fields whose values are replaced as a whole. Default: none.
  std::vector<std::string> private_headers;
  /// JSON members whose values are written as `secret`, or as 0.
  std::vector<std::string> secret_fields{
      "access_token", "refresh_token", "id_token", "api_token", "token",    "api_key",
      "apikey",       "client_secret", "secret",   "assertion", "password", "session_id"};
  /// Header fields whose values are written as `secret`. A request's bearer token isn't read at
  /// all.
  std::vector<std::string> secret_headers{"Authorization", "Proxy-Authorization", "Cookie",
                                          "Set-Cookie",    "X-Api-Key",           "Api-Key",
                                          "X-Auth-Token"};
  /// The key that tokens are made with, so that nobody finds a number by trying all. The same key
  /// gives the same tokens in every recording. Default: a random one for each recording, which
  /// nobody learns. Never written.
  Secret key;
};

}  // namespace crmlink::testing
