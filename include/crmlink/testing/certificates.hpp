#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "crmlink/core/export.hpp"

namespace crmlink::testing {

/// A certificate with its private key, as PEM text.
struct Certificate {
  std::string chain;  ///< The certificate itself, then the intermediate ones up to the root.
  std::string key;    ///< Its private key, not encrypted.
};

/// What a certificate says.
struct LeafOptions {
  bool client = false;                          ///< Whether it is a client's.
  std::vector<std::string> hosts{"127.0.0.1"};  ///< Names and addresses it is for.
  std::chrono::seconds starts{-3600};           ///< When it becomes valid, from now.
  std::chrono::seconds ends{3600};              ///< When it expires, from now.
};

/// Issues certificates, made in memory; keys are EC P-256, which takes no time.
///
/// Copies share the authority. Thread-safe. Everything here throws std::runtime_error when OpenSSL
/// fails.
class CRMLINK_EXPORT CertificateAuthority {
 public:
  /// Makes a root, good for six weeks around now.
  explicit CertificateAuthority(const std::string& name = "crmlink test root");

  /// Makes an authority below this one; what it issues carries its certificate in the chain.
  CertificateAuthority intermediate(const std::string& name) const;

  /// Makes a certificate.
  Certificate issue(const LeafOptions& options = {}) const;

  /// Makes a list of revoked certificates, as PEM, as http::TlsOptions::crl_file wants it in a
  /// file; `ends`: when it expires, from now.
  std::string revoke(const std::vector<Certificate>& certificates,
                     std::chrono::seconds ends = std::chrono::hours(1)) const;

  /// Returns the certificate that a client trusts, as http::TlsOptions::ca_pem takes it; valid as
  /// long as a copy of this authority lives.
  const std::string& pem() const noexcept;

 private:
  struct State;
  explicit CertificateAuthority(std::shared_ptr<const State> state) noexcept;
  std::shared_ptr<const State> state_;
};

/// Returns the pin of the key of the first certificate in `pem`, as http::TlsOptions::pinned_keys
/// takes it.
CRMLINK_EXPORT std::string pin_of(const std::string& pem);

/// Makes a server's certificate that nobody but itself vouches for.
CRMLINK_EXPORT Certificate self_signed(const LeafOptions& options = {});

}  // namespace crmlink::testing
