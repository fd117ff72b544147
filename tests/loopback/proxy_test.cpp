#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

// A proxy that tunnels to whichever port of this machine is asked for, names or not.
Script tunnel() {
  return [](Conversation& peer) {
    const auto target = peer.read_request().target();
    peer.send("HTTP/1.1 200 Connection established\r\n\r\n");
    peer.relay_to(static_cast<std::uint16_t>(std::stoi(target.substr(target.rfind(':') + 1))));
  };
}

ClientOptions through(const ScriptedServer& proxy) {
  auto options = trusting(authority());
  options.proxy.url = proxy.url("");
  // Whoever looked up a server's name would fail.
  options.dns_servers = "127.0.0.1:1";
  return options;
}

Error refusal(const Script& script, std::chrono::milliseconds limit = 5min) {
  ScriptedServer proxy(script);
  ScriptedServer server(answer_with(make_reply(200, "")), secure());
  Loop loop;
  Client client(loop.executor(), through(proxy));
  const auto error = loop.fail(client, post(server.url("/", "crm.test"), "x"), in(limit));
  CHECK(server.connections() == 0);
  CHECK(proxy.wait_for_ends(1));
  CHECK(error.delivery() == Delivery::not_sent);
  CHECK(error.phase() == Phase::connect);
  return error;
}

Script say(std::string reply) {
  return [reply = std::move(reply)](Conversation& peer) {
    peer.read_request();
    peer.send(reply);
    peer.hold();
  };
}

}  // namespace

TEST_CASE("a request goes through the proxy, TLS ends at the server, and names are the proxy's") {
  const bool tls = GENERATE(true, false);
  ScriptedServer proxy(tunnel());
  ScriptedServer server(answer_with(make_reply(200, "hello")), tls ? secure() : ServerOptions{});
  Loop loop;
  Client client(loop.executor(), through(proxy));

  const auto reply = loop.send(client, get(server.url("/path", "crm.test")));

  REQUIRE(reply);
  CHECK(reply->body() == "hello");
  const auto asked = proxy.requests().at(0);
  const auto authority = "crm.test:" + std::to_string(server.port());
  CHECK(asked.method() == "CONNECT");
  CHECK(asked.target() == authority);
  CHECK(asked.field("host") == authority);
  CHECK_FALSE(asked.field("proxy-authorization"));
  CHECK_FALSE(asked.field("user-agent"));
  CHECK(server.requests().at(0).target() == "/path");
  CHECK(server.requests().at(0).field("host") == authority);
  if (tls) CHECK(server.server_names().at(0) == "crm.test");
}

TEST_CASE("a tunnel is kept for the next request, and another server gets another") {
  ScriptedServer proxy(tunnel());
  ScriptedServer one(answer_with(make_reply(200, "one")), secure());
  ScriptedServer two(answer_with(make_reply(200, "two")), secure());
  Loop loop;
  Client client(loop.executor(), through(proxy));
  for (int n = 0; n < 2; ++n) {
    CHECK(loop.send(client, get(one.url()))->body() == "one");
    CHECK(loop.send(client, get(two.url()))->body() == "two");
  }
  CHECK(proxy.connections() == 2);
}

TEST_CASE("behind a proxy, too, a server must be who it says it is") {
  ScriptedServer proxy(tunnel());
  ScriptedServer server(answer_with(make_reply(200, "")), secure());
  Loop loop;
  Client client(loop.executor(), through(proxy));
  const auto error = loop.fail(client, get(server.url("/", "other.test")));
  CHECK(error == Errc::certificate_rejected);
  CHECK(server.requests().empty());
}

TEST_CASE("the proxy gets its credentials, the server and the log never see them") {
  ScriptedServer proxy({say("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\n\r\n"), tunnel()});
  ScriptedServer server(answer_with(make_reply(200, "")), secure());
  std::string log;
  Loop loop;
  auto options = through(proxy);
  options.proxy.user = "Aladdin";
  options.logger = Logger([&](LogLevel, std::string_view, std::string_view line) { log += line; },
                          LogLevel::debug);
  std::string password = "open sesame";
  options.proxy.password = Secret::callback("proxy", [&] { return Result<std::string>(password); });
  Client client(loop.executor(), options);

  const auto error = loop.fail(client, get(server.url("/", "crm.test")));
  CHECK(loop.send(client, get(server.url("/", "crm.test"))));

  CHECK(error == Errc::proxy_refused);
  CHECK(error.http_status() == 407);
  const auto credentials = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
  CHECK(proxy.requests().at(0).field("proxy-authorization") == credentials);
  CHECK(server.requests().at(0).head.find("uthorization") == std::string::npos);
  for (const auto& text : {log, error.message()}) {
    CHECK(text.find("407") != std::string::npos);
    CHECK(text.find("QWxh") == std::string::npos);
    CHECK(text.find("sesame") == std::string::npos);
  }
}

TEST_CASE("a password is asked for anew for each tunnel, and outside of the client's lock") {
  ScriptedServer proxy(tunnel());
  ScriptedServer server(answer_with(make_reply(200, "")), secure());
  Loop loop;
  auto options = through(proxy);
  options.idle_limit = 0ms;
  options.proxy.user = "user";
  Client* self = nullptr;
  int asked = 0;
  options.proxy.password = Secret::callback("proxy", [&] {
    self->warm_up(get("https://127.0.0.1:1/").url, 0);  // Would never return inside the lock.
    return Result<std::string>("number " + std::to_string(++asked));
  });
  Client client(loop.executor(), options);
  self = &client;
  CHECK(loop.send(client, get(server.url())));
  CHECK(loop.send(client, get(server.url())));
  CHECK(asked == 2);
  CHECK(proxy.requests().at(0).field("proxy-authorization") !=
        proxy.requests().at(1).field("proxy-authorization"));
}

TEST_CASE("a password that can't be had fails the request before the proxy is told anything") {
  ScriptedServer proxy(tunnel());
  Loop loop;
  auto options = through(proxy);
  options.proxy.user = "user";
  options.proxy.password = Secret::file("/nonexistent/password");
  Client client(loop.executor(), options);
  CHECK(loop.fail(client, get("https://crm.test/")) == Errc::secret_unavailable);
  CHECK(proxy.wait_for_ends(1));
  CHECK(proxy.requests().empty());
}

TEST_CASE("a proxy's refusal is an error of its own with its status") {
  const int status = GENERATE(302, 403, 407, 500, 502, 503);
  const auto error = refusal(say(make_reply(status, "<html>" + std::string(100'000, 'x'))));
  CHECK(error == Errc::proxy_refused);
  CHECK(error.http_status() == status);
  CHECK(error.is(Condition::transport));
  CHECK(error.message().find("proxy 127.0.0.1:") != std::string::npos);
}

TEST_CASE("a proxy that talks nonsense is a failure to connect, not a server's reply") {
  const auto reply = GENERATE(
      as<std::string>(), "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nbytes that nobody asked for",
      "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n", std::string(1, '\0'));
  const auto error = refusal([&](Conversation& peer) {
    peer.read_request();
    peer.send(reply);
    peer.close();
  });
  CHECK(error == Errc::connect_failed);
  CHECK(error.message().find("proxy") != std::string::npos);
}

TEST_CASE("a proxy that leaves instead of answering is a failure to connect") {
  const auto script = GENERATE(
      as<Script>(), [](Conversation& peer) { peer.close(); },
      [](Conversation& peer) {
        peer.read_request();
        peer.reset();
      },
      [](Conversation& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 20");
        peer.close();
      });
  CHECK(refusal(script) == Errc::connect_failed);
}

TEST_CASE("a proxy that never answers is left at the deadline") {
  const auto script = GENERATE(
      as<Script>(), [](Conversation& peer) { peer.hold(); },
      [](Conversation& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 200 OK\r\n");
        peer.hold();
      });
  const auto error = with_growing_deadline(Errc::connect_timeout,
                                           [&](auto limit) { return refusal(script, limit); });
  check_timeout(error, Errc::connect_timeout, Phase::connect);
}

TEST_CASE("hosts that are excepted are reached directly") {
  ScriptedServer proxy(say(make_reply(503, "")));
  ScriptedServer server(answer_with(make_reply(200, "")), secure());
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}});
  Loop loop;
  auto options = through(proxy);
  options.dns_servers = dns.address();
  options.proxy.bypass = {"crm.test", "127.0.0.0/8"};
  Client client(loop.executor(), options);
  CHECK(loop.send(client, get(server.url("/", "crm.test"))));
  CHECK(loop.send(client, get(server.url())));
  CHECK(proxy.connections() == 0);
  CHECK(loop.fail(client, get(server.url("/", "other.test"))) == Errc::proxy_refused);
}

TEST_CASE("a proxy is looked up as every host is") {
  ScriptedServer proxy(tunnel());
  ScriptedServer server(answer_with(make_reply(200, "")), secure());
  DnsServer dns({{"proxy.test", {.v4 = {"127.0.0.2", "127.0.0.1"}}}});
  Loop loop;
  auto options = asking(dns.address());
  options.proxy.url = "http://proxy.test:" + std::to_string(proxy.port());
  Client client(loop.executor(), options);
  CHECK(loop.send(client, get(server.url("/", "crm.test"))));
}

TEST_CASE("an IPv6 host is asked for in brackets") {
  ScriptedServer proxy(say(make_reply(403, "")));
  Loop loop;
  Client client(loop.executor(), through(proxy));
  CHECK(loop.fail(client, get("https://[2001:db8::1]/")) == Errc::proxy_refused);
  CHECK(proxy.requests().at(0).target() == "[2001:db8::1]:443");
}

TEST_CASE("a proxy that can't be used fails the requests, as a configuration does") {
  Loop loop;
  auto options = trusting(authority());
  options.proxy.url = "https://proxy.test";
  Client client(loop.executor(), options);
  const auto error = loop.fail(client, get("https://crm.test/"));
  CHECK(error == Errc::invalid_configuration);
  CHECK(error.is(Condition::configuration));
}

TEST_CASE("a request is cancelled while the proxy makes up its mind, and nothing is left") {
  ScriptedServer proxy([](Conversation& peer) {
    peer.read_request();
    peer.hold();
  });
  Loop loop;
  Client client(loop.executor(), through(proxy));
  auto call = loop.start(client, get("https://crm.test/"));
  loop.run_until([&] { return proxy.requests().size() == 1; });
  call.cancel();
  CHECK(loop.finish(call).error() == Errc::cancelled);
  CHECK(proxy.wait_for_departures(1));
}

TEST_CASE("a client that is destroyed while a password is asked for does no harm") {
  ScriptedServer proxy(tunnel());
  Loop loop;
  auto options = through(proxy);
  options.proxy.user = "user";
  std::optional<Client> client;
  options.proxy.password = Secret::callback("proxy", [&] {
    client.reset();
    return Result<std::string>("password");
  });
  client.emplace(loop.executor(), options);
  auto call = loop.start(*client, get("https://crm.test/"));
  CHECK(loop.finish(call).error() == Errc::cancelled);
}
