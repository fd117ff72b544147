#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/core/secret.hpp"

namespace crmlink::http {

/// Versions of TLS.
enum class TlsVersion : std::uint8_t {
  tls_1_2,  ///< RFC 5246.
  tls_1_3,  ///< RFC 8446.
};

/// What a client trusts and how it identifies itself.
struct TlsOptions {
  TlsOptions() = default;

  /// Whether the system's trusted roots are used. Loading them costs some 75 ms, once per
  /// TlsIdentity.
  bool system_roots = true;
  /// PEM file of further trusted roots; empty: none.
  std::string ca_file;
  /// PEM text of further trusted roots; empty: none.
  std::string ca_pem;
  /// The least version that is spoken.
  TlsVersion min_version = TlsVersion::tls_1_2;
  /// Public keys of which one must stand in the server's verified chain, its own or an authority's:
  /// the base64 of the SHA-256 of a SubjectPublicKeyInfo (RFC 7469 §2.4), with `sha256/` before it
  /// or without. In addition to all other checks. Name a second key that isn't in use, or a lost
  /// one locks you out. Empty: any key. A refusal says what would be the server's pin.
  std::vector<std::string> pinned_keys;
  /// PEM file of certificate revocation lists; empty: revocation isn't checked. There must be a
  /// current one of every authority in a chain, or the chain is refused. Read once: a newer file
  /// needs a new TlsIdentity.
  std::string crl_file;
  /// PEM file of the client's certificate chain, for mutual TLS; empty: none.
  std::string certificate_file;
  /// PEM file of the client's private key; empty: none.
  std::string key_file;
  /// The passphrase of the private key; none by default.
  Secret key_passphrase;
};

/// A TLS configuration, loaded and checked once: trusted roots, client certificate, and what else
/// TlsOptions say. Chain and host are always verified; there is no switch to turn that off. Ciphers
/// and groups are OpenSSL's choice, and so the system's policy.
///
/// Immutable and cheap to copy; thread-safe. Connections are pooled per identity.
class CRMLINK_EXPORT TlsIdentity {
 public:
  /// Loads what the options name. Blocks for the files. Fails with Errc::invalid_configuration and
  /// the file in the detail.
  static Result<TlsIdentity> load(const TlsOptions& options);

  TlsIdentity(const TlsIdentity&) noexcept;
  TlsIdentity& operator=(const TlsIdentity&) noexcept;
  ~TlsIdentity();

 private:
  friend class TlsContext;
  explicit TlsIdentity(std::shared_ptr<const class TlsContext> context) noexcept;
  std::shared_ptr<const TlsContext> context_;
};

}  // namespace crmlink::http
