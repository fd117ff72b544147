#include "loopback/harness.hpp"
#include "support/temp_folder.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

using std::chrono::seconds;

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Sends a POST to a server that shows `certificate`; the request must not arrive.
Error refuse(Certificate certificate, const std::string& host = "127.0.0.1") {
  ScriptedServer server(answer_with(make_reply(200, "")), {.certificate = std::move(certificate)});
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}});
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));
  const auto error = loop.fail(client, post(server.url("/", host), "x"));
  CHECK(server.wait_for_ends(1));
  CHECK(server.requests().empty());
  CHECK(error.delivery() == Delivery::not_sent);
  CHECK(error.phase() == Phase::tls);
  CHECK(error.is(Condition::tls));
  CHECK(error.is(Condition::transport));
  return error;
}

}  // namespace

TEST_CASE("a certificate for another host is refused, and both names are told") {
  const auto by_name =
      refuse(authority().issue({.hosts = {"other.test", "www.other.test"}}), "crm.test");
  CHECK(by_name == Errc::certificate_rejected);
  CHECK(holds(by_name.message(), "other.test"));
  CHECK(holds(by_name.message(), "www.other.test"));
  CHECK(holds(by_name.message(), "crm.test"));

  const auto by_address = refuse(authority().issue({.hosts = {"127.0.0.2", "other.test"}}));
  CHECK(by_address == Errc::certificate_rejected);
  CHECK(holds(by_address.message(), "127.0.0.2"));
  CHECK(holds(by_address.message(), "127.0.0.1"));
}

TEST_CASE("a certificate that names no host is refused") {
  CHECK(refuse(authority().issue({.hosts = {}})) == Errc::certificate_rejected);
}

TEST_CASE("a name in a certificate isn't good for an address") {
  CHECK(refuse(authority().issue({.hosts = {"localhost"}})) == Errc::certificate_rejected);
}

TEST_CASE("a wildcard is good for one label and no more") {
  CHECK(refuse(authority().issue({.hosts = {"*.crm.test"}}), "crm.test") ==
        Errc::certificate_rejected);
  ScriptedServer server(answer_with(make_reply(200, "")),
                        {.certificate = authority().issue({.hosts = {"*.crm.test"}})});
  DnsServer dns({{"eu.crm.test", {.v4 = {"127.0.0.1"}}}, {"a.b.crm.test", {.v4 = {"127.0.0.1"}}}});
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));
  CHECK(loop.send(client, get(server.url("/", "eu.crm.test"))));
  CHECK(loop.fail(client, get(server.url("/", "a.b.crm.test"))) == Errc::certificate_rejected);
}

TEST_CASE("a certificate out of its time is refused") {
  const auto expired = refuse(authority().issue({.ends = seconds(-60)}));
  CHECK(expired == Errc::certificate_rejected);
  CHECK(holds(expired.detail(), "expired"));
  const auto early = refuse(authority().issue({.starts = seconds(600)}));
  CHECK(early == Errc::certificate_rejected);
  CHECK(holds(early.detail(), "not yet valid"));
}

TEST_CASE("a certificate that nobody trusted vouches for is refused") {
  CHECK(refuse(self_signed()) == Errc::certificate_rejected);
  CHECK(refuse(CertificateAuthority("unknown").issue()) == Errc::certificate_rejected);
}

TEST_CASE("a chain without its intermediate is refused, the whole chain isn't") {
  const auto between = authority().intermediate("between");
  auto certificate = between.issue();
  ScriptedServer server(answer_with(make_reply(200, "")), {.certificate = certificate});
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  CHECK(loop.send(client, get(server.url())));

  certificate.chain.resize(certificate.chain.find("-----BEGIN", 1));
  CHECK(refuse(certificate) == Errc::certificate_rejected);
}

TEST_CASE("a leaf that plays an authority is refused") {
  // The chain is signed well, but by a certificate that must not sign.
  const auto leaf = authority().issue({.hosts = {"127.0.0.1"}});
  auto forged = self_signed();
  forged.chain += leaf.chain;
  CHECK(refuse(forged) == Errc::certificate_rejected);
}

TEST_CASE("a server that knows nothing newer than TLS 1.1 is refused") {
  auto options = secure();
  options.old_tls = true;
  ScriptedServer server(answer_with(make_reply(200, "")), options);
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  const auto error = loop.fail(client, get(server.url()));
  CHECK(error == Errc::tls_failed);
  CHECK(error.phase() == Phase::tls);
  CHECK_FALSE(error.detail().empty());
  CHECK(server.requests().empty());
}

TEST_CASE("a plain server behind an https URL is a TLS failure, not a hang") {
  ScriptedServer server([](Conversation& peer) {
    peer.wait_for_bytes();
    peer.send(make_reply(400, "this is plain HTTP"));
    peer.hold();
  });
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  const auto error =
      loop.fail(client, get("https://127.0.0.1:" + std::to_string(server.port()) + '/'));
  CHECK(error == Errc::tls_failed);
  CHECK(error.delivery() == Delivery::not_sent);
}

TEST_CASE("a server that leaves during the handshake is a failure") {
  const auto script = GENERATE(
      as<Script>(), [](Conversation& peer) { peer.cut(); },
      [](Conversation& peer) { peer.reset(); },
      [](Conversation& peer) {
        peer.wait_for_bytes();
        peer.cut();
      },
      [](Conversation& peer) {
        peer.wait_for_bytes();
        peer.reset();
      },
      [](Conversation& peer) {
        peer.wait_for_bytes();
        peer.send_raw(std::string_view("\x15\x03\x03\x00\x02\x02\x28", 7));
        peer.cut();
      });
  ScriptedServer server(script, secure());
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  const auto error = loop.fail(client, post(server.url(), "x"));
  CHECK(error.is(Condition::transport));
  CHECK_FALSE(error.is(Condition::timeout));
  CHECK(error.delivery() == Delivery::not_sent);
}

TEST_CASE("the server is told which host is meant") {
  ScriptedServer server(answer_with(make_reply(200, "")), secure());
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}});
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));
  REQUIRE(loop.send(client, get(server.url("/", "CRM.Test"))));
  CHECK(server.server_names().at(0) == "crm.test");
  REQUIRE(loop.send(client, get(server.url("/"))));
  // RFC 6066 §3: addresses aren't named.
  CHECK(server.server_names().at(1).empty());
}

TEST_CASE("hosts with one address share no TLS connection") {
  ScriptedServer server(answer_with(make_reply(200, "")),
                        {.certificate = authority().issue({.hosts = {"crm.test", "cti.test"}})});
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}, {"cti.test", {.v4 = {"127.0.0.1"}}}});
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));
  REQUIRE(loop.send(client, get(server.url("/", "crm.test"))));
  REQUIRE(loop.send(client, get(server.url("/", "cti.test"))));
  CHECK(server.connections() == 2);
}

TEST_CASE("a client shows its certificate to a server that wants one") {
  auto options = secure();
  options.client_authority = authority().pem();
  ScriptedServer server(answer_with(make_reply(200, "known")), options);
  const TempFolder folder;
  const auto own = authority().issue({.client = true, .hosts = {"ivr.test"}});
  http::TlsOptions tls;
  tls.system_roots = false;
  tls.ca_file = folder.write("ca.pem", authority().pem());
  tls.certificate_file = folder.write("client.pem", own.chain);
  tls.key_file = folder.write("client.key", own.key);
  const auto identity = http::TlsIdentity::load(tls);
  REQUIRE(identity);
  ClientOptions with_identity;
  with_identity.tls = *identity;
  Loop loop;
  Client known(loop.executor(), with_identity);
  Client unknown(loop.executor(), trusting(authority()));

  CHECK(loop.send(known, get(server.url())));
  const auto error = loop.fail(unknown, post(server.url(), "x"));

  // TLS 1.3 lets a client send before the server has looked at its certificate.
  CHECK(error.is(Condition::transport));
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a private key that belongs to another certificate is refused when loaded") {
  const TempFolder folder;
  http::TlsOptions tls;
  tls.system_roots = false;
  tls.ca_pem = authority().pem();
  tls.certificate_file = folder.write("client.pem", authority().issue({.client = true}).chain);
  tls.key_file = folder.write("client.key", authority().issue({.client = true}).key);

  const auto identity = http::TlsIdentity::load(tls);

  REQUIRE_FALSE(identity);
  CHECK(identity.error() == Errc::invalid_configuration);
}

TEST_CASE("roots that aren't PEM, and files that aren't there, are refused when loaded") {
  http::TlsOptions options;
  options.system_roots = false;
  SECTION("text") {
    options.ca_pem = "-----BEGIN CERTIFICATE-----\nnonsense\n";
  }
  SECTION("file") {
    options.ca_file = "/nonexistent/ca.pem";
  }
  SECTION("certificate") {
    options.certificate_file = "/nonexistent/client.pem";
  }
  SECTION("key") {
    options.certificate_file = "/nonexistent/client.pem";
    options.key_file = "/nonexistent/client.key";
  }
  const auto identity = http::TlsIdentity::load(options);
  REQUIRE_FALSE(identity);
  CHECK(identity.error() == Errc::invalid_configuration);
  CHECK_FALSE(identity.error().detail().empty());
}
