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

}  // namespace crmlink::bench
