// The servers that the other tests rely on, seen by a client that is nothing but blocking sockets.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <cerrno>

#include "support/catch.hpp"
#include "support/certificates.hpp"
#include "support/dns_server.hpp"
#include "support/scripted_server.hpp"

namespace {

using namespace crmlink::test;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return where;
}

Descriptor connect_to(std::uint16_t port, int type = SOCK_STREAM) {
  Descriptor socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
  const auto where = loopback(port);
  REQUIRE(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0);
  return socket;
}

void send(const Descriptor& socket, std::string_view text) {
  REQUIRE(::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(text.size()));
}

// Reads until the peer closes; sets errno when it ends in a reset.
std::string read_all(const Descriptor& socket) {
  std::string text;
  char buffer[4096];
  errno = 0;
  for (auto got = ::recv(socket.get(), buffer, sizeof buffer, 0); got > 0;
       got = ::recv(socket.get(), buffer, sizeof buffer, 0))
    text.append(buffer, static_cast<std::size_t>(got));
  return text;
}

constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

// Returns OpenSSL's verdict on the certificate that the server on `port` shows.
long verdict(std::uint16_t port, const std::string& trusted_pem, const std::string& address) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  &SSL_CTX_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(
      BIO_new_mem_buf(trusted_pem.data(), static_cast<int>(trusted_pem.size())), &BIO_free);
  const std::unique_ptr<X509, decltype(&X509_free)> root(
      PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr), &X509_free);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), root.get());
  const auto socket = connect_to(port);
  const std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(context.get()), &SSL_free);
  X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls.get()), address.c_str());
  SSL_set_fd(tls.get(), socket.get());
  REQUIRE(SSL_connect(tls.get()) == 1);
  return SSL_get_verify_result(tls.get());
}

long verdict_on(const CertificateAuthority& trusted, Certificate certificate) {
  ScriptedServer server([](Conversation& peer) { peer.handshake(); },
                        ServerOptions{.certificate = std::move(certificate)});
  return verdict(server.port(), trusted.pem(), "127.0.0.1");
}

}  // namespace

TEST_CASE("a scripted server records whole requests and answers them") {
  ScriptedServer server(answer_with(make_reply(200, "hello")));
  {
    const auto socket = connect_to(server.port());
    send(socket, "POST /calls?x=1 HTTP/1.1\r\nhost: h\r\nContent-Length: 4\r\n\r\nab");
    send(socket, "cd");
    REQUIRE(server.wait_for_requests(1));
    send(socket, get);
    REQUIRE(server.wait_for_requests(2));
    ::shutdown(socket.get(), SHUT_WR);
    CHECK(read_all(socket) == make_reply(200, "hello") + make_reply(200, "hello"));
  }
  REQUIRE(server.wait_for_departures(1));
  CHECK(server.connections() == 1);
  const auto request = server.requests().at(0);
  CHECK(request.method() == "POST");
  CHECK(request.target() == "/calls?x=1");
  CHECK(request.field("Host") == "h");
  CHECK(request.count("host") == 1);
  CHECK(request.body == "abcd");
}

TEST_CASE("the scripts of a server are used in the order of its connections") {
  ScriptedServer server({[](Conversation& peer) { peer.send("one"); },
                         [](Conversation& peer) { peer.send("other"); }});
  CHECK(read_all(connect_to(server.port())) == "one");
  CHECK(read_all(connect_to(server.port())) == "other");
  CHECK(read_all(connect_to(server.port())) == "other");
}

TEST_CASE("a script resets a connection") {
  ScriptedServer server([](Conversation& peer) {
    peer.read_request();
    peer.reset();
  });
  const auto socket = connect_to(server.port());
  send(socket, get);
  read_all(socket);
  CHECK(errno == ECONNRESET);
}

TEST_CASE("a script drips until the client leaves") {
  ScriptedServer server([](Conversation& peer) { peer.drip("x"); });
  {
    const auto socket = connect_to(server.port());
    char byte = 0;
    for (int n = 0; n < 3; ++n)
      REQUIRE(::recv(socket.get(), &byte, 1, 0) == 1);
    CHECK(server.departures() == 0);
  }
  CHECK(server.wait_for_departures(1));
}

TEST_CASE("a script waits at a gate and half-closes") {
  Gate gate;
  ScriptedServer server([&](Conversation& peer) {
    peer.read_request();
    peer.wait(gate);
    peer.half_close();
    peer.hold();
  });
  {
    const auto socket = connect_to(server.port());
    send(socket, get);
    REQUIRE(server.wait_for_requests(1));
    gate.open();
    CHECK(read_all(socket).empty());
    CHECK(server.departures() == 0);
  }
  CHECK(server.wait_for_departures(1));
}

TEST_CASE("a server is destroyed while its scripts wait") {
  Gate never;
  const auto before = open_descriptors();
  {
    ScriptedServer server({[](Conversation& peer) { peer.hold(); },
                           [&](Conversation& peer) { peer.wait(never); },
                           [](Conversation& peer) { peer.read_request(); }});
    const auto a = connect_to(server.port());
    const auto b = connect_to(server.port());
    const auto c = connect_to(server.port());
    REQUIRE(server.wait_for_connections(3));
  }
  CHECK(open_descriptors() == before);
}

TEST_CASE("an authority's certificates are good for the hosts they name, and only then") {
  const CertificateAuthority authority;
  const CertificateAuthority other("another root");
  const auto under = authority.intermediate("between").intermediate("further down");

  CHECK(verdict_on(authority, authority.issue()) == X509_V_OK);
  CHECK(verdict_on(authority, under.issue()) == X509_V_OK);
  CHECK(verdict_on(authority, authority.issue({.hosts = {"127.0.0.2"}})) ==
        X509_V_ERR_IP_ADDRESS_MISMATCH);
  CHECK(verdict_on(authority, authority.issue({.ends = std::chrono::seconds(-60)})) ==
        X509_V_ERR_CERT_HAS_EXPIRED);
  CHECK(verdict_on(authority, authority.issue({.starts = std::chrono::seconds(60)})) ==
        X509_V_ERR_CERT_NOT_YET_VALID);
  CHECK(verdict_on(authority, self_signed()) == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT);
  CHECK(verdict_on(other, authority.issue()) == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
}

TEST_CASE("a refusing port refuses and a hanging one hangs") {
  const RefusingPort refusing;
  const HangingPort hanging;
  const auto try_connect = [](std::uint16_t port) {
    const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    // A limit for connect(2) too, on Linux.
    const timeval limit{0, 50'000};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    const auto where = loopback(port);
    ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&where), sizeof where);
    return errno;
  };
  CHECK(try_connect(refusing.port()) == ECONNREFUSED);
  CHECK(try_connect(hanging.port()) == EINPROGRESS);
}

TEST_CASE("the DNS server answers for the names it knows and denies the others") {
  DnsServer server({{"crm.test", {.v4 = {"127.0.0.1", "127.0.0.2"}}}});
  const auto colon = server.address().find(':');
  const auto port = static_cast<std::uint16_t>(std::stoi(server.address().substr(colon + 1)));
  const auto socket = connect_to(port, SOCK_DGRAM);
  const auto ask = [&](std::string_view name) {
    using namespace std::string_view_literals;
    send(socket, std::string("\x12\x34\x01\0\0\1\0\0\0\0\0\0"sv).append(name) +
                     std::string("\4test\0\0\1\0\1"sv));
    char buffer[512];
    const auto got = ::recv(socket.get(), buffer, sizeof buffer, 0);
    return std::string(buffer, static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  };
  const auto known = ask("\3crm");
  CHECK(known.substr(0, 2) == "\x12\x34");
  CHECK(known.at(3) == '\x80');
  CHECK(known.at(7) == 2);
  CHECK(known.substr(known.size() - 4) == std::string("\x7F\0\0\2", 4));
  const auto unknown = ask("\3srm");
  CHECK(unknown.at(3) == '\x83');
  CHECK(unknown.at(7) == 0);
  CHECK(server.questions() == 2);
}
