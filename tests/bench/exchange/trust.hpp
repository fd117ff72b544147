#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace crmlink::bench {

struct FreeContext {
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};
using ContextHandle = std::unique_ptr<SSL_CTX, FreeContext>;

/// Makes a context that verifies against `root`, reads ahead and releases its buffers.
ContextHandle make_client_context(const std::string& root);

/// Keeps the newest session that a context got, for the next connection to resume.
class NewestSession {
 public:
  explicit NewestSession(SSL_CTX* context);
  ~NewestSession();
  NewestSession(const NewestSession&) = delete;
  NewestSession& operator=(const NewestSession&) = delete;

  /// Offers it on a new connection, when there is one.
  void offer(SSL* connection) const;

 private:
  SSL_CTX* context_;
  SSL_SESSION* session_ = nullptr;
};

}  // namespace crmlink::bench
