#include "http/request_renderer.hpp"

#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::http;

namespace {

Result<std::string> rendered(const Request& request, std::string_view user_agent) {
  std::string wire;
  const auto done = render_request(request, {user_agent, false}, wire);
  if (!done) return done.error();
  return wire;
}

Request make(Method method, std::string_view url = "https://crm.example/api?a=1") {
  return Request(method, Url::parse(url).value());
}

}  // namespace

TEST_CASE("a request is rendered byte for byte") {
  Request request = make(Method::post);
  request.fields.emplace_back("Content-Type", "application/json");
  request.bearer = Secret::literal("t0ken");
  request.body = "{}";
  CHECK(rendered(request, "crmlink").value() ==
        "POST /api?a=1 HTTP/1.1\r\n"
        "Host: crm.example\r\n"
        "User-Agent: crmlink\r\n"
        "Authorization: Bearer t0ken\r\n"
        "Content-Type: application/json\r\n"
        "Content-Length: 2\r\n"
        "\r\n"
        "{}");
}

TEST_CASE("a request without a body says so only where a server expects one") {
  CHECK(rendered(make(Method::get), "").value() ==
        "GET /api?a=1 HTTP/1.1\r\nHost: crm.example\r\n\r\n");
  CHECK(rendered(make(Method::post), "").value().find("Content-Length: 0\r\n") !=
        std::string::npos);
}

TEST_CASE("the caller's own User-Agent wins") {
  Request request = make(Method::get);
  request.fields.emplace_back("user-agent", "ivr/2");
  const std::string wire = rendered(request, "crmlink").value();
  CHECK(wire.find("user-agent: ivr/2\r\n") != std::string::npos);
  CHECK(wire.find("crmlink") == std::string::npos);
}

TEST_CASE("a field that could change the request is refused and its value not repeated") {
  const auto [name, value] = GENERATE(table<std::string, std::string>({
      {"X-A", "one\r\nX-B: planted-value"},
      {"X-A", "one\nplanted-value"},
      {"X-A", std::string("nul\0planted-value", 17)},
      {"X-A", "planted-value\x7f"},
      {"X A", "planted-value"},
      {"X-A:", "planted-value"},
      {"", "planted-value"},
      {"X-A\r\n", "planted-value"},
      {"Content-Length", "5"},
      {"transfer-encoding", "chunked"},
      {"HOST", "planted-value"},
      {"Connection", "upgrade"},
      {"Expect", "100-continue"},
  }));
  Request request = make(Method::get);
  request.fields.emplace_back(name, value);
  const auto wire = rendered(request, "");
  REQUIRE_FALSE(wire);
  CHECK(wire.error() == Errc::invalid_request);
  CHECK(wire.error().message().find("planted-value") == std::string::npos);
}

TEST_CASE("bytes beyond ASCII may stand in a value") {
  Request request = make(Method::get);
  request.fields.emplace_back("X-Name", "Zo\xC3\xAB\tNg");
  CHECK(rendered(request, ""));
}

TEST_CASE("a token that can't be had or can't be sent fails without showing it") {
  Request request = make(Method::get);
  request.bearer = Secret::literal("planted\r\nX: y");
  const auto unsafe = rendered(request, "");
  REQUIRE_FALSE(unsafe);
  CHECK(unsafe.error() == Errc::invalid_request);
  CHECK(unsafe.error().message().find("planted") == std::string::npos);

  request.bearer =
      Secret::callback("vault", [] { return Result<std::string>(Errc::secret_unavailable); });
  CHECK(rendered(request, "").error() == Errc::secret_unavailable);

  request.bearer = Secret::literal("fine");
  request.fields.emplace_back("authorization", "Basic x");
  CHECK(rendered(request, "").error() == Errc::invalid_request);
}

TEST_CASE("a field whose value is a secret is resolved when the request is rendered") {
  Request request = make(Method::get);
  request.secret_fields.emplace_back("X-Api-Key", Secret::literal("k3y"));
  CHECK(rendered(request, "").value() ==
        "GET /api?a=1 HTTP/1.1\r\nHost: crm.example\r\nX-Api-Key: k3y\r\n\r\n");
  CHECK(has_field(request, "x-api-key"));

  request.bearer = Secret::literal("t0ken");
  request.secret_fields.front().name = "Authorization";
  CHECK(rendered(request, "").error() == Errc::invalid_request);
}

TEST_CASE("a secret field that can't be sent fails without showing its value") {
  Request request = make(Method::get);
  request.secret_fields.emplace_back("X-Api-Key", Secret::literal("planted\r\nX: y"));
  const auto unsafe = rendered(request, "");
  REQUIRE_FALSE(unsafe);
  CHECK(unsafe.error() == Errc::invalid_request);
  CHECK(unsafe.error().message().find("planted") == std::string::npos);

  for (const auto* name : {"Host", "X Key", ""}) {
    CAPTURE(name);
    request.secret_fields.front() = SecretField(name, Secret::literal("fine"));
    CHECK(rendered(request, "").error() == Errc::invalid_request);
  }
  request.secret_fields.front() = SecretField("X-Api-Key", Secret());
  CHECK(rendered(request, "").error() == Errc::secret_unavailable);
}

TEST_CASE("a request to nowhere is refused") {
  CHECK(rendered(Request(), "").error() == Errc::invalid_request);
}

TEST_CASE("the body of a source is announced by its size, or sent in chunks") {
  RequestDefaults defaults("", false);
  defaults.has_source = true;
  std::string wire;
  REQUIRE(render_request(make(Method::post), defaults, wire));
  CHECK(wire ==
        "POST /api?a=1 HTTP/1.1\r\nHost: crm.example\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{5'000'000'000}}) {
    defaults.source_size = size;
    REQUIRE(render_request(make(Method::get), defaults, wire));
    CHECK(wire == "GET /api?a=1 HTTP/1.1\r\nHost: crm.example\r\nContent-Length: " +
                      std::to_string(size) + "\r\n\r\n");
  }
}

TEST_CASE("a body beside a source of one is refused") {
  RequestDefaults defaults("", false);
  defaults.has_source = true;
  Request request = make(Method::post);
  request.body = "x";
  std::string wire;
  const auto done = render_request(request, defaults, wire);
  REQUIRE_FALSE(done);
  CHECK(done.error() == Errc::invalid_request);
}
