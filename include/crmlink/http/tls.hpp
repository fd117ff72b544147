#pragma once

#include <memory>
#include <string>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/core/secret.hpp"

namespace crmlink::http {

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
  /// PEM file of the client's certificate chain, for mutual TLS; empty: none.
  std::string certificate_file;
  /// PEM file of the client's private key; empty: none.
  std::string key_file;
  /// The passphrase of the private key; none by default.
  Secret key_passphrase;
};

/// A TLS configuration, loaded and checked once: trusted roots, client certificate, TLS 1.2 as the
/// least version. Chain and host are always verified; there is no switch to turn that off.
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
