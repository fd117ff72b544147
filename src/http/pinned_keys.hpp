#pragma once

#include <openssl/x509.h>

#include <array>
#include <string>
#include <vector>

#include "crmlink/core/result.hpp"

namespace crmlink::http {

/// The public keys of which one must stand in a server's chain (RFC 7469 §2.6).
class PinnedKeys {
 public:
  /// Makes none: every key is good.
  PinnedKeys() = default;
  /// Reads TlsOptions::pinned_keys. Fails with Errc::invalid_configuration.
  static Result<PinnedKeys> parse(const std::vector<std::string>& pins);

  bool empty() const noexcept { return hashes_.empty(); }
  /// Whether one of the certificates has one of the keys.
  bool are_met_by(const STACK_OF(X509) * chain) const;
  /// Returns the pin of a certificate's key, as TlsOptions::pinned_keys takes it.
  static std::string pin_of(const X509* certificate);

 private:
  using Hash = std::array<unsigned char, 32>;
  static Hash hash_of(const X509* certificate);

  std::vector<Hash> hashes_;
};

}  // namespace crmlink::http
