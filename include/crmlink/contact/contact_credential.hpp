#pragma once

#include <map>
#include <string>
#include <utility>

#include "crmlink/core/secret.hpp"

namespace crmlink {

/// A secret of the host's that configurations name by its id.
struct ContactCredential {
  /// Makes one; `user_name` is for basic authentication and may be empty else.
  explicit ContactCredential(Secret its_secret, std::string user_name = {})
      : user(std::move(user_name)), secret(std::move(its_secret)) {}

  std::string user;  ///< For `{"type": "basic"}`; has no colon.
  /// The password, the client's secret for `{"type": "oauth"}`, and what `{authentications.ID}` is.
  Secret secret;
};

/// The host's secrets by id.
using ContactCredentials = std::map<std::string, ContactCredential, std::less<>>;

}  // namespace crmlink
