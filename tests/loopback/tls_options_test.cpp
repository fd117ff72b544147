#include "loopback/harness.hpp"
#include "support/temp_folder.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

http::TlsOptions trust() {
  http::TlsOptions options;
  options.system_roots = false;
  options.ca_pem = authority().pem();
  return options;
}

ClientOptions with(const http::TlsOptions& tls) {
  const auto identity = http::TlsIdentity::load(tls);
  REQUIRE(identity);
  ClientOptions options;
  options.tls = *identity;
  return options;
}

Result<Response> send(const http::TlsOptions& tls, const ServerOptions& server_options) {
  ScriptedServer server(answer_with(make_reply(200, "")), server_options);
  Loop loop;
  Client client(loop.executor(), with(tls));
  auto result = loop.send(client, get(server.url()));
  if (!result) CHECK(server.requests().empty());
  return result;
}

std::string other_pin() {
  return pin_of(authority().issue().chain);
}

}  // namespace

TEST_CASE("a server whose own key, or whose authority's, is pinned is accepted") {
  const auto between = authority().intermediate("between");
  const auto certificate = between.issue();
  for (const auto& pinned : {certificate.chain, between.pem(), authority().pem()}) {
    auto tls = trust();
    tls.pinned_keys = {other_pin(), pin_of(pinned)};
    CHECK(send(tls, {.certificate = certificate}));
  }
}

TEST_CASE("a server with a good certificate and no pinned key is refused, and its pin told") {
  const auto certificate = authority().issue();
  auto tls = trust();
  tls.pinned_keys = {other_pin()};
  const auto result = send(tls, {.certificate = certificate});
  REQUIRE_FALSE(result);
  CHECK(result.error() == Errc::certificate_rejected);
  CHECK(result.error().message().find(pin_of(certificate.chain)) != std::string::npos);
}

TEST_CASE("a pinned key doesn't make up for a chain that nobody trusts") {
  const auto certificate = self_signed();
  auto tls = trust();
  tls.pinned_keys = {pin_of(certificate.chain)};
  const auto result = send(tls, {.certificate = certificate});
  REQUIRE_FALSE(result);
  CHECK(result.error() == Errc::certificate_rejected);
}

TEST_CASE("a certificate that its server only adds to the chain doesn't meet a pin") {
  auto certificate = authority().issue();
  const auto stray = self_signed();
  certificate.chain += stray.chain;
  auto tls = trust();
  tls.pinned_keys = {pin_of(stray.chain)};
  const auto result = send(tls, {.certificate = certificate});
  REQUIRE_FALSE(result);
  CHECK(result.error() == Errc::certificate_rejected);
}

TEST_CASE("a revoked certificate is refused, the others of its authority aren't") {
  const TempFolder folder;
  const auto revoked = authority().issue();
  auto tls = trust();
  tls.crl_file = folder.write("revoked.pem", authority().revoke({revoked}));
  const auto result = send(tls, {.certificate = revoked});
  REQUIRE_FALSE(result);
  CHECK(result.error() == Errc::certificate_rejected);
  CHECK(result.error().detail().find("revoked") != std::string::npos);
  CHECK(send(tls, {.certificate = authority().issue()}));
}

TEST_CASE("a revocation list out of date, or of another authority, lets nobody through") {
  const TempFolder folder;
  const CertificateAuthority other("another root");
  auto tls = trust();
  tls.crl_file = folder.write(
      "revoked.pem",
      GENERATE_COPY(authority().revoke({}, std::chrono::seconds(-60)), other.revoke({})));
  const auto result = send(tls, {.certificate = authority().issue()});
  REQUIRE_FALSE(result);
  CHECK(result.error() == Errc::certificate_rejected);
}

TEST_CASE("a revoked intermediate takes what it issued along") {
  const TempFolder folder;
  const auto between = authority().intermediate("between");
  auto tls = trust();
  tls.crl_file =
      folder.write("revoked.pem", authority().revoke({{between.pem(), ""}}) + between.revoke({}));
  CHECK_FALSE(send(tls, {.certificate = between.issue()}));
  tls.crl_file = folder.write("good.pem", authority().revoke({}) + between.revoke({}));
  CHECK(send(tls, {.certificate = between.issue()}));
}

TEST_CASE("TLS 1.2 is enough unless more is asked for") {
  auto server = secure();
  server.tls_1_2 = true;
  auto tls = trust();
  CHECK(send(tls, server));
  tls.min_version = http::TlsVersion::tls_1_3;
  const auto refused = send(tls, server);
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == Errc::tls_failed);
  CHECK(send(tls, secure()));
}

TEST_CASE("HTTP/1.1 is what a client offers, and a server that chooses otherwise is left") {
  auto server = secure();
  server.alpn = "http/1.1";
  CHECK(send(trust(), server));
  server.alpn = "h2";
  const auto refused = send(trust(), server);
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == Errc::tls_failed);
  CHECK(refused.error().phase() == Phase::tls);
}
