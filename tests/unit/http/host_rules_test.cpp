#include "http/host_rules.hpp"

#include "support/catch.hpp"

using namespace crmlink;
using crmlink::http::HostRules;

namespace {

bool holds(const std::vector<std::string>& rules, const std::string& host, std::uint16_t port = 443,
           HostRules::Names names = HostRules::Names::and_below) {
  const auto parsed = HostRules::parse(rules, names, "bypass");
  REQUIRE(parsed);
  return parsed->hold(host, port);
}

}  // namespace

TEST_CASE("a name stands for itself and, where that is meant, for what lies below") {
  CHECK(holds({"crm.example"}, "crm.example"));
  CHECK(holds({"crm.example"}, "eu.crm.example"));
  CHECK(holds({"CRM.Example"}, "crm.example"));
  CHECK_FALSE(holds({"crm.example"}, "notcrm.example"));
  CHECK_FALSE(holds({"crm.example"}, "crm.example.evil.test"));
  CHECK_FALSE(holds({"crm.example"}, "example"));
  CHECK(holds({"crm.example"}, "crm.example", 443, HostRules::Names::exact));
  CHECK_FALSE(holds({"crm.example"}, "eu.crm.example", 443, HostRules::Names::exact));
}

TEST_CASE("a suffix stands for what lies below it only") {
  for (const auto* rule : {".crm.example", "*.crm.example"}) {
    for (const auto names : {HostRules::Names::exact, HostRules::Names::and_below}) {
      CAPTURE(rule);
      CHECK(holds({rule}, "a.crm.example", 443, names));
      CHECK(holds({rule}, "a.b.crm.example", 443, names));
      CHECK_FALSE(holds({rule}, "crm.example", 443, names));
      CHECK_FALSE(holds({rule}, "acrm.example", 443, names));
    }
  }
}

TEST_CASE("the root's dot changes nothing") {
  CHECK(holds({"crm.example."}, "crm.example"));
  CHECK(holds({"crm.example"}, "crm.example."));
  CHECK(holds({".crm.example"}, "a.crm.example."));
}

TEST_CASE("addresses and ranges are for hosts that are addresses") {
  CHECK(holds({"10.0.0.0/8"}, "10.1.2.3"));
  CHECK_FALSE(holds({"10.0.0.0/8"}, "11.1.2.3"));
  CHECK_FALSE(holds({"10.0.0.0/8"}, "crm.example"));
  CHECK(holds({"fc00::/7"}, "fd00::1"));
  CHECK(holds({"[::1]"}, "::1"));
  CHECK(holds({"::1"}, "::1"));
  CHECK_FALSE(holds({".0.0.1"}, "crm.example"));
}

TEST_CASE("a rule with a port is for that port") {
  CHECK(holds({"crm.example:8443"}, "crm.example", 8443));
  CHECK_FALSE(holds({"crm.example:8443"}, "crm.example", 443));
  CHECK(holds({"192.0.2.1:8443"}, "192.0.2.1", 8443));
  CHECK_FALSE(holds({"[::1]:8443"}, "::1", 443));
  CHECK(holds({"[::1]:8443"}, "::1", 8443));
  CHECK(holds({"*:8080"}, "anything", 8080));
  CHECK_FALSE(holds({"*:8080"}, "anything", 80));
}

TEST_CASE("a star is for every host, an empty list for none, and one of several is enough") {
  CHECK(holds({"*"}, "anything"));
  CHECK(holds({"*"}, "192.0.2.1"));
  CHECK_FALSE(holds({}, "anything"));
  CHECK(holds({"a.example", "b.example"}, "b.example"));
}

TEST_CASE("what is neither a name nor a range is refused, and shown") {
  for (const auto* text : {"", ".", "*.", "a..b", "a b", "https://crm.example", "crm.example/x",
                           "crm.*.example", "crm.example:0", "crm.example:99999", "crm.example:",
                           "[::1", "[::1]x", "10.0.0.0/40", "m\xc3\xbcller.example"}) {
    CAPTURE(text);
    const auto parsed = HostRules::parse({text}, HostRules::Names::exact, "bypass");
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error() == Errc::invalid_configuration);
    CHECK(parsed.error().detail().find("bypass") != std::string::npos);
  }
}
