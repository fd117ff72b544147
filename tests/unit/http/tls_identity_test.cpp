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

TEST_CASE("a pin that isn't a SHA-256 in base64 is refused, and shown") {
  const auto pin =
      GENERATE(as<std::string>(), "", "sha256/", "d6qzRu9zOECb90Uez27xWltNsj0e1Md7GkYYkVoZWmM",
               "d6qzRu9zOECb90Uez27xWltNsj0e1Md7GkYYkVoZWm==",
               "d6qzRu9zOECb90Uez27xWltNsj0e1Md7GkYYkVoZ*mM=",
               "d6qzRu9zOECb90Uez27xWltNsj0e1Md7GkYYkVoZWmMd6qzRu9zOECb90Uez27xWltNsj0e=");
  TlsOptions options = no_roots();
  options.pinned_keys = {pin};
  CHECK(fault_of(options).message().find('"' + pin + '"') != std::string::npos);
}

TEST_CASE("a pin may be written as in the header of HTTP, as in Android and as in curl") {
  const std::string hash = "d6qzRu9zOECb90Uez27xWltNsj0e1Md7GkYYkVoZWmM=";
  TlsOptions options = no_roots();
  options.pinned_keys = {hash, "sha256/" + hash, "sha256//" + hash};
  CHECK(TlsIdentity::load(options));
}

TEST_CASE("a file without revocation lists is refused by its name") {
  TlsOptions options = no_roots();
  options.crl_file = "/nonexistent/revoked.pem";
  CHECK(fault_of(options).message().find("/nonexistent/revoked.pem") != std::string::npos);
}

TEST_CASE("many TLS configurations can be loaded in one process") {
  for (int i = 0; i < 300; ++i)
    REQUIRE(TlsIdentity::load(no_roots()));
}
