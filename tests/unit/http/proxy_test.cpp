#include "http/proxy.hpp"

#include <cstdlib>

#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::http;

namespace {

constexpr const char* variables[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
                                     "http_proxy",  "HTTP_PROXY",  "no_proxy",  "NO_PROXY"};

void clear_environment() {
  for (const char* const variable : variables)
    ::unsetenv(variable);
}

ProxyOptions from(const char* variable, const char* value) {
  clear_environment();
  ::setenv(variable, value, 1);
  auto options = ProxyOptions::from_environment();
  clear_environment();
  return options;
}

std::string password_of(const ProxyOptions& options) {
  const auto text = options.password.resolve();
  REQUIRE(text);
  return std::string(text->reveal());
}

ProxyOptions at(const std::string& url) {
  ProxyOptions options;
  options.url = url;
  return options;
}

}  // namespace

TEST_CASE("an environment without a proxy gives none") {
  clear_environment();
  const auto options = ProxyOptions::from_environment();
  CHECK(options.url.empty());
  CHECK(options.bypass.empty());
  CHECK(options.check());
}

TEST_CASE("the environment's proxy is taken from each variable that means one") {
  for (const auto* variable : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
    CHECK(from(variable, "http://proxy.test:3128").url == "http://proxy.test:3128");
  CHECK(from("https_proxy", "proxy.test:3128").url == "http://proxy.test:3128");
  // Set by a request's Proxy header in a CGI program.
  CHECK(from("HTTP_PROXY", "http://evil.test:3128").url.empty());
}

TEST_CASE("credentials in the environment's proxy are moved out of its URL") {
  const auto options = from("https_proxy", "http://us%40er:p%3Aa@ss@proxy.test:3128");
  CHECK(options.url == "http://proxy.test:3128");
  CHECK(options.user == "us@er");
  CHECK(password_of(options) == "p:a@ss");
  CHECK(options.check());
  CHECK(from("https_proxy", "user@proxy.test:3128").user == "user");
  CHECK_FALSE(from("https_proxy", "user@proxy.test:3128").password);
}

TEST_CASE("the environment's exceptions are a list") {
  CHECK(from("no_proxy", "localhost,.corp.test, 10.0.0.0/8 ,").bypass ==
        std::vector<std::string>{"localhost", ".corp.test", "10.0.0.0/8"});
  CHECK(from("NO_PROXY", "*").bypass == std::vector<std::string>{"*"});
}

TEST_CASE("a proxy that can't be used is refused, without a word of its password") {
  for (const auto* url :
       {"https://proxy.test", "socks5://proxy.test", "http://user:geheim@proxy.test",
        "http://proxy.test/path", "proxy", "http://"}) {
    CAPTURE(url);
    const auto checked = at(url).check();
    REQUIRE_FALSE(checked);
    CHECK(checked.error() == Errc::invalid_configuration);
    CHECK(checked.error().message().find("geheim") == std::string::npos);
  }
  auto options = at("http://proxy.test:3128");
  CHECK(options.check());
  options.user = "a:b";
  CHECK_FALSE(options.check());
  options.user = "";
  options.password = Secret::literal("geheim");
  CHECK_FALSE(options.check());
  options.user = "user";
  CHECK(options.check());
  options.bypass = {"10.0.0.0/40"};
  CHECK_FALSE(options.check());
}

TEST_CASE("a tunnel is asked for with host and port, and with Basic credentials if there are any") {
  auto options = at("http://proxy.test:3128");
  auto proxy = Proxy::make(options);
  REQUIRE(proxy);
  CHECK(*(*proxy)->render_connect("crm.test:443") ==
        "CONNECT crm.test:443 HTTP/1.1\r\nHost: crm.test:443\r\n\r\n");
  // The example of RFC 7617 §2.
  options.user = "Aladdin";
  options.password = Secret::literal("open sesame");
  proxy = Proxy::make(options);
  REQUIRE(proxy);
  CHECK(*(*proxy)->render_connect("crm.test:443") ==
        "CONNECT crm.test:443 HTTP/1.1\r\nHost: crm.test:443\r\n"
        "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n");
}

TEST_CASE("a password that can't be had fails the tunnel") {
  auto options = at("http://proxy.test:3128");
  options.user = "user";
  options.password = Secret::file("/nonexistent/password");
  const auto proxy = Proxy::make(options);
  REQUIRE(proxy);
  const auto wire = (*proxy)->render_connect("crm.test:443");
  REQUIRE_FALSE(wire);
  CHECK(wire.error() == Errc::secret_unavailable);
}
