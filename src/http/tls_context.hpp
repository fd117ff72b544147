#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "crmlink/core/result.hpp"
#include "crmlink/http/tls.hpp"
#include "http/pinned_keys.hpp"

namespace crmlink::http {

/// Frees OpenSSL's objects.
struct TlsDeleter {
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
  void operator()(SSL_SESSION* session) const noexcept { SSL_SESSION_free(session); }
  void operator()(BIO_METHOD* method) const noexcept { BIO_meth_free(method); }
};

/// Returns OpenSSL's oldest queued error as text and empties its queue.
std::string take_openssl_error();

/// What a TlsIdentity holds: one SSL_CTX for all its connections.
class TlsContext {
 public:
  static Result<std::shared_ptr<const TlsContext>> load(const TlsOptions& options);
  static std::shared_ptr<const TlsContext> of(const TlsIdentity& identity) {
    return identity.context_;
  }

  SSL_CTX* native() const noexcept { return context_.get(); }
  const PinnedKeys& pinned_keys() const noexcept { return pinned_keys_; }
  /// The method of the BIOs through which sessions exchange bytes with their buffers.
  const BIO_METHOD* bio_method() const noexcept { return bio_method_.get(); }

 private:
  TlsContext();
  Result<> configure(const TlsOptions& options);

  std::unique_ptr<SSL_CTX, TlsDeleter> context_;
  std::unique_ptr<BIO_METHOD, TlsDeleter> bio_method_;
  PinnedKeys pinned_keys_;
};

}  // namespace crmlink::http
