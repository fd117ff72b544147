#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "testing/scripted_server.hpp"

namespace crmlink::testing {

struct FreeTlsContext {
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};
using TlsServerContext = std::unique_ptr<SSL_CTX, FreeTlsContext>;

/// Makes what a server speaks TLS with; empty for a plain one.
TlsServerContext make_tls_context(const ServerOptions& options);
/// Answers with `protocol`, which must outlive the context, whatever a client offers (ALPN).
void insist_on(std::string& protocol, SSL_CTX& context);
/// Gives one connection another certificate than its context has.
void use_certificate(SSL& tls, const Certificate& certificate);

}  // namespace crmlink::testing
