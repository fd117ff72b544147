#include "crmlink/http/url.hpp"

#include "support/catch.hpp"

using crmlink::Errc;
using crmlink::http::Url;

namespace {

Url parse(std::string_view text) {
  const auto url = Url::parse(text);
  INFO(text);
  REQUIRE(url);
  return *url;
}

}  // namespace

TEST_CASE("a URL is split into what a request needs") {
  const Url url = parse("https://crm.example:8443/api/phone?tenant=7");
  CHECK(url.is_https());
  CHECK(url.host() == "crm.example");
  CHECK(url.port() == 8443);
  CHECK(url.target() == "/api/phone?tenant=7");
  CHECK(url.authority() == "crm.example:8443");
  CHECK(url.to_string() == "https://crm.example:8443/api/phone?tenant=7");
}

TEST_CASE("a port that is the scheme's own isn't in the Host header") {
  CHECK(parse("https://crm.example:443/").authority() == "crm.example");
  CHECK(parse("http://crm.example:80/").authority() == "crm.example");
  CHECK(parse("http://crm.example:443/").authority() == "crm.example:443");
  CHECK(parse("http://crm.example:/").port() == 80);
}

TEST_CASE("a URL without a path asks for the root") {
  CHECK(parse("https://crm.example").target() == "/");
  CHECK(parse("https://crm.example?a=1").target() == "/?a=1");
}

TEST_CASE("host and scheme are the same in any letter case") {
  CHECK(parse("HTTPS://CRM.Example/A") == parse("https://crm.example/A"));
  CHECK_FALSE(parse("https://crm.example/A") == parse("https://crm.example/a"));
}

TEST_CASE("a fragment isn't sent") {
  CHECK(parse("https://crm.example/a#top").target() == "/a");
}

TEST_CASE("an IPv6 address has brackets in the Host header only") {
  const Url url = parse("http://[::1]:8080/");
  CHECK(url.host() == "::1");
  CHECK(url.authority() == "[::1]:8080");
  CHECK(url.is_loopback());
}

TEST_CASE("loopback is recognised by address, not by a name that looks like one") {
  CHECK(parse("http://127.0.0.1/").is_loopback());
  CHECK(parse("http://127.8.9.10/").is_loopback());
  CHECK(parse("http://localhost/").is_loopback());
  CHECK_FALSE(parse("http://127.0.0.1.evil.example/").is_loopback());
  CHECK_FALSE(parse("http://localhost.evil.example/").is_loopback());
  CHECK_FALSE(parse("http://128.0.0.1/").is_loopback());
}

TEST_CASE("a masked URL shows no query") {
  CHECK(parse("https://crm.example/api?key=hunter2").masked() == "https://crm.example/api?…");
  CHECK(parse("https://crm.example/api").masked() == "https://crm.example/api");
}

TEST_CASE("what can't be asked safely isn't a URL") {
  const auto text = GENERATE(
      as<std::string>{}, "", "crm.example", "/api", "ftp://crm.example/", "https:///x", "https://",
      "https://crm.example:0/", "https://crm.example:99999/", "https://crm.example:8o/",
      "https://user:pw@crm.example/", "https://crm.example/a b", "https://crm.example/a\r\nX: y",
      "https://crm.example/\xC3\xA9", "https://crm.example/{ANI}", "https://%2f%2e/",
      "https://a%0d%0ab/", "https://[v1.x]/", "https://[::1/");
  INFO(text);
  const auto url = Url::parse(text);
  REQUIRE_FALSE(url);
  CHECK(url.error() == Errc::invalid_url);
}
