#include "crmlink/http/tls.hpp"

#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::http;

namespace {

Error fault_of(const TlsOptions& options) {
  const auto identity = TlsIdentity::load(options);
  REQUIRE_FALSE(identity);
  CHECK(identity.error() == Errc::invalid_configuration);
  return identity.error();
}

TlsOptions no_roots() {
  TlsOptions options;
  options.system_roots = false;
  return options;
}

}  // namespace

TEST_CASE("a TLS configuration that names a missing file says which") {
  TlsOptions options = no_roots();
  options.ca_file = "/nonexistent/roots.pem";
  CHECK(fault_of(options).message().find("/nonexistent/roots.pem") != std::string::npos);

  options = no_roots();
  options.certificate_file = "/nonexistent/client.pem";
  CHECK(fault_of(options).message().find("/nonexistent/client.pem") != std::string::npos);
}

TEST_CASE("roots without a certificate in them are refused") {
  TlsOptions options = no_roots();
  options.ca_pem = "not a certificate";
  CHECK(fault_of(options).message().find("ca_pem") != std::string::npos);
}

TEST_CASE("many TLS configurations can be loaded in one process") {
  for (int i = 0; i < 300; ++i)
    REQUIRE(TlsIdentity::load(no_roots()));
}
