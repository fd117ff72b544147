#include <mutex>

#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

constexpr std::string_view planted = "PLANTED-secret-7f3a";

// Collects all that a client says.
class Log {
 public:
  Logger logger() {
    return Logger(
        [this](LogLevel, std::string_view room, std::string_view line) {
          const std::lock_guard lock(mutex_);
          text_.append(room).append(": ").append(line).append("\n");
        },
        LogLevel::debug);
  }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("a field that would change the request is refused, and nothing is sent") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor());
  const auto [name, value] = GENERATE(table<std::string, std::string>({
      {"X-Name", "a\r\nX-Injected: 1"},
      {"X-Name", "a\nX-Injected: 1"},
      {"X-Name", "a\rb"},
      {"X-Name", std::string("a\0b", 3)},
      {"X-Name", "a\x7F"},
      {"X-Name\r\nX-Injected", "1"},
      {"X-Name: 1\r\nX-Injected", "1"},
      {"X Name", "1"},
      {"X:Name", "1"},
      {"", "1"},
      {"X-N\xC3\xA4me", "1"},
      {"Host", "other.test"},
      {"host", "other.test"},
      {"Content-Length", "5"},
      {"content-length", "5"},
      {"Transfer-Encoding", "chunked"},
      {"Connection", "close"},
      {"Expect", "100-continue"},
  }));
  CAPTURE(name, value);
  auto request = post(server.url(), "x");
  request.fields.emplace_back(name, value);

  const auto error = loop.fail(client, std::move(request));

  CHECK(error == Errc::invalid_request);
  CHECK_FALSE(error.is(Condition::transport));
  CHECK(error.delivery() == Delivery::not_sent);
  CHECK_FALSE(error.detail().empty());
  CHECK_FALSE(holds(error.message(), "\n"));
  CHECK_FALSE(holds(error.message(), "Injected"));
  CHECK(server.connections() == 0);
}

TEST_CASE("a target that would change the request makes no URL") {
  for (const std::string target :
       {"/a b", "/a\r\nX-Injected: 1", "/a\n", "/\t", "/a HTTP/1.1\r\n\r\nGET /b"}) {
    const auto url = http::Url::parse("http://127.0.0.1:1" + target);
    REQUIRE_FALSE(url);
    CHECK(url.error() == Errc::invalid_url);
  }
}

TEST_CASE("a request without a URL is refused") {
  Loop loop;
  Client client(loop.executor());
  CHECK(loop.fail(client, Request()) == Errc::invalid_request);
}

TEST_CASE("quotes, spaces, tabs and UTF-8 in a field's value arrive as they are") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor());
  const auto value = GENERATE(as<std::string>(), R"("a", {b} & 'c')", "a\tb", "Zo\xC3\xAB");
  auto request = get(server.url());
  request.fields.emplace_back("X-Name", value);
  REQUIRE(loop.send(client, std::move(request)));
  CHECK(server.requests().at(0).field("x-name") == value);
}

TEST_CASE("a bearer token is sent, and told to nobody else") {
  Log log;
  ClientOptions options;
  options.logger = log.logger();
  ScriptedServer server(
      {answer_with(make_reply(401, "no")), [](Conversation& peer) { peer.cut(); }});
  Loop loop;
  Client client(loop.executor(), options);
  auto request = get(server.url("/path?key=" + std::string(planted)));
  request.bearer = Secret::literal(std::string(planted));

  const auto reply = loop.send(client, request);
  request.url = *http::Url::parse("http://127.0.0.1:1/?key=" + std::string(planted));
  const auto error = loop.fail(client, request);

  REQUIRE(reply);
  const auto seen = server.requests().at(0);
  CHECK(seen.field("authorization") == "Bearer " + std::string(planted));
  CHECK(seen.count("authorization") == 1);
  CHECK_FALSE(holds(error.message(), planted));
  CHECK_FALSE(holds(error.where(), planted));
  CHECK_FALSE(log.text().empty());
  CHECK_FALSE(holds(log.text(), planted));
}

TEST_CASE("what a failed request carried is in no error and no log line") {
  Log log;
  auto options = trusting(authority());
  options.logger = log.logger();
  const auto script = GENERATE(
      as<Script>(), [](Conversation& peer) { peer.read_request(); },
      [](Conversation& peer) {
        peer.read_request();
        peer.reset();
      },
      [](Conversation& peer) {
        peer.read_request();
        peer.send("nonsense " + std::string(planted) + "\r\n\r\n");
      },
      [](Conversation& peer) { peer.cut(); });
  ScriptedServer server(script, secure());
  Loop loop;
  Client client(loop.executor(), options);
  auto request = post(server.url("/?key=" + std::string(planted)), std::string(planted));
  request.bearer = Secret::literal(std::string(planted));
  request.fields.emplace_back("X-Caller", std::string(planted));

  const auto error = loop.fail(client, std::move(request));

  CHECK_FALSE(holds(error.message(), planted));
  CHECK_FALSE(holds(error.detail(), planted));
  CHECK_FALSE(log.text().empty());
  CHECK_FALSE(holds(log.text(), planted));
}

TEST_CASE("a bearer token is read anew for each request") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor());
  int turn = 0;
  auto request = get(server.url());
  request.bearer = Secret::callback(
      "rotating", [&]() -> Result<std::string> { return "token-" + std::to_string(++turn); });
  REQUIRE(loop.send(client, request));
  REQUIRE(loop.send(client, request));
  CHECK(server.requests().at(0).field("authorization") == "Bearer token-1");
  CHECK(server.requests().at(1).field("authorization") == "Bearer token-2");
}

TEST_CASE("a bearer token that isn't there fails the request before anything is sent") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor());
  auto request = get(server.url());
  request.bearer = Secret::environment("CRMLINK_TEST_NO_SUCH_VARIABLE");

  const auto error = loop.fail(client, std::move(request));

  CHECK(error == Errc::secret_unavailable);
  CHECK(error.delivery() == Delivery::not_sent);
  CHECK(holds(error.message(), "CRMLINK_TEST_NO_SUCH_VARIABLE"));
  CHECK(server.connections() == 0);
}

TEST_CASE("a bearer token that would change the request is refused without being shown") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor());
  auto request = get(server.url());
  request.bearer = Secret::literal(std::string(planted) + "\r\nX-Injected: 1");

  const auto error = loop.fail(client, std::move(request));

  CHECK(error == Errc::invalid_request);
  CHECK_FALSE(holds(error.message(), planted));
  CHECK(server.connections() == 0);
}

TEST_CASE("headers of one request don't leak into the next") {
  ScriptedServer server(answer_with(make_reply(200, "")));
  Loop loop;
  Client client(loop.executor());
  auto first = post(server.url(), "body");
  first.bearer = Secret::literal("token");
  first.fields.emplace_back("X-Caller", "1");
  REQUIRE(loop.send(client, std::move(first)));
  REQUIRE(loop.send(client, get(server.url())));
  const auto second = server.requests().at(1);
  CHECK(second.connection == 0);
  CHECK(second.count("authorization") == 0);
  CHECK(second.count("x-caller") == 0);
  CHECK(second.count("content-length") == 0);
  CHECK(second.body.empty());
}
