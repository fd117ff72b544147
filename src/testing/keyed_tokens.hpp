#pragma once

#include <string>

#include "crmlink/core/secret.hpp"
#include "testing/scrubber.hpp"

namespace crmlink::testing {

/// Makes the token of a private value: an HMAC of it, so that nobody without the key finds the
/// value by trying all phone numbers. Thread-safe.
class KeyedTokens {
 public:
  /// Takes the key, or a random one where there is none. Throws Exception when it can't be had.
  explicit KeyedTokens(const Secret& key);

  std::string operator()(const PrivateValue& value) const;

 private:
  SecretText key_;
};

}  // namespace crmlink::testing
