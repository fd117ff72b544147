#pragma once

#include <openssl/x509_vfy.h>

#include <string>

namespace crmlink::http {

/// Says why OpenSSL refuses a chain, with what the certificate is for and what was expected:
/// OpenSSL itself reports a wrong host as "certificate verify failed" and nothing more.
std::string describe_refusal(X509_STORE_CTX* store, const std::string& expected_host);

}  // namespace crmlink::http
