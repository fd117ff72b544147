// Compressed replies, on the wire.

#include "loopback/harness.hpp"
#include "support/compress.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

Script compressed(const std::string& text) {
  return answer_with(
      make_reply(200, compress(text, Compression::gzip), "Content-Encoding: gzip\r\n"));
}

}  // namespace

TEST_CASE("gzip and deflate are offered, and undone") {
  const bool tls = GENERATE(false, true);
  const std::string text(300'000, 'x');
  ScriptedServer server(compressed(text), tls ? secure() : ServerOptions{});
  Loop loop;
  Client client(loop.executor(), trusting(authority()));

  for (int i = 0; i < 2; ++i) {
    const auto reply = loop.send(client, get(server.url()));
    if (!reply) FAIL(reply.error().message());
    CHECK((reply->body() == text));
    CHECK(reply->diagnostics().decoded);
    CHECK(reply->field("content-encoding") == "gzip");
  }

  CHECK(server.requests().at(0).field("accept-encoding") == "gzip, deflate");
  CHECK(server.connections() == 1);
}

TEST_CASE("a plain reply isn't called decoded") {
  ScriptedServer server(answer_with(make_reply(200, "plain")));
  Loop loop;
  Client client(loop.executor());
  const auto reply = loop.send(client, get(server.url()));
  REQUIRE(reply);
  CHECK(reply->body() == "plain");
  CHECK_FALSE(reply->diagnostics().decoded);
}

TEST_CASE("who doesn't want codings undone gets the body as it came") {
  const bool by_request = GENERATE(false, true);
  ScriptedServer server(compressed("text"));
  Loop loop;
  ClientOptions options;
  options.accept_encoding = by_request;
  Client client(loop.executor(), options);
  auto request = get(server.url());
  if (by_request) request.fields.emplace_back("ACCEPT-ENCODING", "gzip;q=0.5");

  const auto reply = loop.send(client, std::move(request));

  REQUIRE(reply);
  CHECK((reply->body() == compress("text", Compression::gzip)));
  CHECK_FALSE(reply->diagnostics().decoded);
  CHECK(server.requests().at(0).count("accept-encoding") == (by_request ? 1 : 0));
}

TEST_CASE("a compressed reply that is cut off says so, and its connection isn't used again") {
  auto body = compress("text", Compression::gzip);
  body.pop_back();
  ScriptedServer server(answer_with(make_reply(200, body, "Content-Encoding: gzip\r\n")));
  Loop loop;
  Client client(loop.executor());

  for (std::size_t i = 1; i <= 2; ++i) {
    const auto error = loop.fail(client, get(server.url()));
    CHECK(error == Errc::malformed_response);
    CHECK(error.detail() == "the reply's gzip stream is cut off");
    CHECK(error.delivery() == Delivery::answered);
    CHECK(server.connections() == i);
  }
}
