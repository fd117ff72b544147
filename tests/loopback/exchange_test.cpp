#include <algorithm>

#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;

TEST_CASE("a GET comes back with status, fields and body") {
  ScriptedServer server(answer_with(make_reply(200, "hello", "X-Reply:  yes \r\n")));
  Loop loop;
  Client client(loop.executor());

  const auto reply = loop.send(client, get(server.url("/accounts?id=1")));

  REQUIRE(reply);
  CHECK(reply->status() == 200);
  CHECK(reply->ok());
  CHECK(reply->body() == "hello");
  CHECK(reply->field("x-reply") == "yes");
  CHECK_FALSE(reply->field("other"));
  const auto request = server.requests().at(0);
  CHECK(request.method() == "GET");
  CHECK(request.target() == "/accounts?id=1");
  CHECK(request.field("host") == "127.0.0.1:" + std::to_string(server.port()));
  CHECK(request.field("user-agent") == "crmlink");
  CHECK(request.count("content-length") == 0);
  CHECK(request.head.starts_with("GET /accounts?id=1 HTTP/1.1\r\n"));
}

TEST_CASE("a POST carries its fields and its body, over TLS") {
  ScriptedServer server(answer_with(make_reply(201, "{}")), secure());
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  auto request = post(server.url("/accounts"), R"({"name":"Ada"})");
  request.fields.emplace_back("Content-Type", "application/json");
  request.fields.emplace_back("X-Twice", "1");
  request.fields.emplace_back("X-Twice", "2");

  const auto reply = loop.send(client, std::move(request));

  REQUIRE(reply);
  CHECK(reply->status() == 201);
  const auto seen = server.requests().at(0);
  CHECK(seen.method() == "POST");
  CHECK(seen.body == R"({"name":"Ada"})");
  CHECK(seen.field("content-length") == "14");
  CHECK(seen.field("content-type") == "application/json");
  CHECK(seen.count("x-twice") == 2);
}

TEST_CASE("each method stands in the request line, and a POST without a body says so") {
  ScriptedServer server(answer_with("HTTP/1.1 204 No Content\r\n\r\n"));
  Loop loop;
  Client client(loop.executor());
  const auto [method, name, lengths] = GENERATE(table<Method, std::string, std::size_t>({
      {Method::get, "GET", 0},
      {Method::head, "HEAD", 0},
      {Method::post, "POST", 1},
      {Method::put, "PUT", 1},
      {Method::patch, "PATCH", 1},
      {Method::delete_, "DELETE", 0},
  }));
  auto request = get(server.url());
  request.method = method;

  const auto reply = loop.send(client, std::move(request));

  REQUIRE(reply);
  CHECK(reply->status() == 204);
  CHECK(reply->body().empty());
  const auto seen = server.requests().at(0);
  CHECK(seen.method() == name);
  CHECK(seen.count("content-length") == lengths);
  if (lengths == 1) CHECK(seen.field("content-length") == "0");
}

TEST_CASE("an HTTP error status is a reply, not an error") {
  const int status = GENERATE(301, 400, 401, 404, 429, 500, 503);
  ScriptedServer server(answer_with(make_reply(status, "why")));
  Loop loop;
  Client client(loop.executor());

  const auto reply = loop.send(client, get(server.url()));

  REQUIRE(reply);
  CHECK(reply->status() == status);
  CHECK(reply->body() == "why");
}

TEST_CASE("a request's own User-Agent takes the place of the client's") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor());
  auto request = get(server.url());
  request.fields.emplace_back("User-Agent", "ivr/1");

  REQUIRE(loop.send(client, std::move(request)));

  CHECK(server.requests().at(0).field("user-agent") == "ivr/1");
  CHECK(server.requests().at(0).count("user-agent") == 1);
}

TEST_CASE("a megabyte goes out and comes back unchanged") {
  const bool tls = GENERATE(false, true);
  std::string body(1 << 20, ' ');
  std::generate(body.begin(), body.end(),
                [n = 0u]() mutable { return static_cast<char>('a' + n++ * 7919u % 26u); });
  ScriptedServer server(
      [](Conversation& peer) { peer.send(make_reply(200, peer.read_request().body)); },
      tls ? secure() : ServerOptions{});
  Loop loop;
  Client client(loop.executor(), trusting(authority()));

  const auto reply = loop.send(client, post(server.url(), body));

  REQUIRE(reply);
  CHECK((reply->body() == body));
}

TEST_CASE("requests one after the other share a connection") {
  const bool tls = GENERATE(false, true);
  ScriptedServer server(answer_with(make_reply(200, "again")), tls ? secure() : ServerOptions{});
  Loop loop;
  Client client(loop.executor(), trusting(authority()));

  for (int n = 0; n < 20; ++n) {
    const auto reply = loop.send(client, n % 2 == 0 ? get(server.url()) : post(server.url(), "x"));
    REQUIRE(reply);
    CHECK(reply->diagnostics().reused_connection == (n > 0));
  }

  CHECK(server.connections() == 1);
  CHECK(server.requests().size() == 20);
}

TEST_CASE("a reply tells how the exchange went") {
  ScriptedServer server(answer_with(make_reply(200, "x")), secure());
  DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}});
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));

  const auto fresh = loop.send(client, get(server.url("/", "crm.test")));
  const auto again = loop.send(client, get(server.url("/", "crm.test")));

  REQUIRE(fresh);
  REQUIRE(again);
  const auto& first = fresh->diagnostics();
  CHECK(first.attempts == 1);
  CHECK(first.delivery == Delivery::answered);
  CHECK_FALSE(first.reused_connection);
  CHECK(first.peer == "127.0.0.1:" + std::to_string(server.port()));
  for (const auto phase : {Phase::resolve, Phase::connect, Phase::tls, Phase::wait})
    CHECK(first.elapsed[phase].count() > 0);
  const auto& second = again->diagnostics();
  CHECK(second.reused_connection);
  CHECK(second.peer == first.peer);
  for (const auto phase : {Phase::resolve, Phase::connect, Phase::tls})
    CHECK(second.elapsed[phase].count() == 0);
}

TEST_CASE("what was spent per phase never exceeds what passed in all") {
  ScriptedServer server(answer_with(make_reply(200, "x")));
  Loop loop;
  Client client(loop.executor());
  const auto before = std::chrono::steady_clock::now();

  const auto reply = loop.send(client, get(server.url()));

  const auto passed = std::chrono::steady_clock::now() - before;
  REQUIRE(reply);
  for (std::size_t n = 0; n < phase_count; ++n)
    CHECK(reply->diagnostics().elapsed[static_cast<Phase>(n)].count() >= 0);
  CHECK(reply->diagnostics().elapsed.total() <= passed);
}

TEST_CASE("an IPv6 literal is connected to and named in brackets") {
  if (!has_ipv6_loopback()) return;
  ScriptedServer server(answer_with(make_reply(200, "six")), {.address = "::1"});
  Loop loop;
  Client client(loop.executor());

  const auto reply = loop.send(client, get(server.url()));

  REQUIRE(reply);
  CHECK(server.requests().at(0).field("host") == "[::1]:" + std::to_string(server.port()));
  CHECK(reply->diagnostics().peer == "[::1]:" + std::to_string(server.port()));
}

TEST_CASE("the reply stays readable after its client is gone, and when moved") {
  ScriptedServer server(answer_with(make_reply(200, "kept", "X-Kept: too\r\n")));
  Loop loop;
  auto client = std::make_unique<Client>(loop.executor());

  auto reply = loop.send(*client, get(server.url()));
  REQUIRE(reply);
  const auto body = reply->body();
  const auto field = reply->field("x-kept");
  const Response moved = std::move(*reply);
  client.reset();
  loop.settle();

  CHECK(moved.body() == "kept");
  CHECK(body == "kept");
  CHECK(field == "too");
}
