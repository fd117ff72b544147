#include "contact_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;
using Catch::Matchers::Contains;

namespace {

std::string request(std::string_view more) {
  return around(R"("request": {"method": "POST", )" + std::string(more) + "}");
}

std::string response(std::string_view members) {
  return around(R"("request": {"method": "GET"}, "response": {)" + std::string(members) + "}");
}

}  // namespace

TEST_CASE("the source page's configuration runs unchanged") {
  const auto config = config_of(around(source_page));
  CHECK(config.name() == "customer");
  CHECK(config.timeout() == std::chrono::seconds(10));
  CHECK(config.blocks());
  CHECK(config.credentials() == std::vector<std::string>{"customer"});
  CHECK(config.agent_view() == std::vector<std::string>{"customer_data"});
  CHECK(config.statistics_view().empty());
}

TEST_CASE("all complaints about a configuration come at once") {
  const auto lines = complaints_of(around(R"("chanel": "phone", "request": {"method": "FETCH",
      "timeout": 0, "verify": "yes", "params": {"p": "{contact.sorce}"}})"));
  CHECK_THAT(lines, Contains("/chanel") && Contains("channel"));
  CHECK_THAT(lines, Contains("/request/method"));
  CHECK_THAT(lines, Contains("/request/timeout"));
  CHECK_THAT(lines, Contains("/request/verify"));
  CHECK_THAT(lines, Contains("unknown placeholder {contact.sorce}") &&
                        Contains("did you mean {contact.source}"));
}

TEST_CASE("a placeholder of the reply can't stand in the request") {
  CHECK_THAT(complaints_of(request(R"("body": {"a": "{response.body.id}"})")),
             Contains("/request/body/a"));
}

TEST_CASE("a secret can't be saved") {
  CHECK_THAT(complaints_of(response(R"("save": {"a": "{authentications.crm}"})")),
             Contains("/response/save/a"));
}

TEST_CASE("a secret can't stand in a path, which logs show") {
  const std::string inner = R"("request": {"method": "GET"})";
  CHECK_THAT(complaints_of(around(inner, "a", "https://crm.example/{authentications.key}")),
             Contains("/url") && Contains("no secret"));
  CHECK(
      config_of(around(inner, "a", "https://crm.example/?k={authentications.key}")).credentials() ==
      std::vector<std::string>{"key"});
}

TEST_CASE("a GET has no body") {
  CHECK_THAT(complaints_of(around(R"("request": {"method": "GET", "body": {}})")),
             Contains("/request/body"));
}

TEST_CASE("only https, loopback addresses and edi://echo are asked") {
  const std::string inner = R"("request": {"method": "GET"})";
  CHECK_THAT(complaints_of(around(inner, "a", "http://crm.example/")), Contains("only https"));
  CHECK_THAT(complaints_of(around(inner, "a", "https://{event}/")), Contains("/url"));
  CHECK(config_of(around(inner, "a", "edi://echo")).is_echo());
  CHECK_FALSE(config_of(around(inner, "a", "http://127.0.0.1:8080/{event}")).is_echo());
}

TEST_CASE("what is saved must have names of XML elements") {
  for (const auto* const name : {"1st", "a b", "", "xmlData", "a:b"}) {
    INFO(name);
    const auto save = R"("save": {")" + std::string(name) + R"(": "x"})";
    CHECK_THAT(complaints_of(response(save)), Contains("isn't a name of an XML element"));
  }
  CHECK_NOTHROW(config_of(response(R"("save": {"_a.b-1": {"é": "x"}})")));
}

TEST_CASE("a key that is saved twice is a complaint") {
  CHECK_THAT(complaints_of(response(R"("save": {"a": "1", "a": "2"})")), Contains("twice"));
}

TEST_CASE("what is set is checked when it is loaded") {
  CHECK_THAT(complaints_of(response(R"("set": {"queue": {"id": "support"}})")),
             Contains("/response/set/queue/id") && Contains("a UUID"));
  CHECK_THAT(complaints_of(response(R"("set": {"queue": {"id": "{response.body.q}",
      "address": "x"}})")),
             Contains("one only"));
  CHECK_THAT(complaints_of(response(R"("set": {"priority": -1})")),
             Contains("/response/set/priority"));
  CHECK_THAT(complaints_of(response(R"("set": {"prority": 1})")), Contains("priority"));
  CHECK_NOTHROW(config_of(response(R"("set": {"priority": "{response.body.p}",
      "queue": {"id": "a3bb189e-8bf9-3888-9912-ace4e6543002"},
      "preferredAgent": {"number": "12"}, "requiredAgents": [{"id": "7"}]})")));
}

TEST_CASE("a view names what is saved") {
  const auto config = config_of(around(R"("request": {"method": "GET"},
      "response": {"save": {"a": "1", "b": "2"}}, "views": {"agent": ["a"], "statistics": ["b"]})"));
  CHECK(config.agent_view() == std::vector<std::string>{"a"});
  CHECK(config.statistics_view() == std::vector<std::string>{"b"});
  CHECK_THAT(complaints_of(around(R"("request": {"method": "GET"},
      "response": {"save": {"alpha": "1"}}, "views": {"agent": ["alpa"]})")),
             Contains("did you mean alpha"));
}

TEST_CASE("delays may have a fraction and a longest") {
  const auto config = config_of(request(R"("delay": 0.5, "delayMax": 2, "timeout": 1.25)"));
  CHECK(config.delay() == std::chrono::milliseconds(500));
  CHECK(config.delay_max() == std::chrono::seconds(2));
  CHECK(config.timeout() == std::chrono::milliseconds(1250));
  CHECK_THAT(complaints_of(request(R"("delay": 3, "delayMax": 2)")), Contains("/request/delayMax"));
}

TEST_CASE("a refused condition is shown where it stands") {
  const auto lines = complaints_of(
      "{\"name\": \"a\", \"events\": [\"Received\"], \"url\": "
      "\"edi://echo\", \"request\": {\"method\": \"GET\",\n"
      "\"condition\": \"contact.source ** 2\"}}");
  CHECK_THAT(lines, Contains("/request/condition (line 2, column 30)"));
  CHECK_THAT(lines, Contains("the operator ** isn't supported"));
}

TEST_CASE("an integration is for the events, channels, directions and queues that it names") {
  const std::string inner = R"("request": {"method": "GET"})";
  const auto with = [&](std::string_view more) {
    return config_of(around(std::string(more) + inner)).mismatch(scopes_of());
  };
  CHECK(with("").empty());
  CHECK(with(R"("channel": "phone", "direction": "inbound", )").empty());
  CHECK(with(R"("direct": true, )").empty());
  CHECK(with(R"("channel": "chat", )") == "another channel");
  CHECK(with(R"("direction": "outbound", )") == "another direction");
  CHECK(with(R"("queues": ["support"], )") == "another queue");
  const auto queued = scopes_of(R"({"queue": {"id": "x", "address": "Support"}})");
  CHECK(config_of(around(R"("queues": ["support"], )" + inner)).mismatch(queued).empty());
  CHECK(config_of(around(R"("direct": true, )" + inner)).mismatch(queued) == "another queue");
  CHECK(config_of(around(inner)).mismatch(scopes_of("{}", R"({"name": "Ended"})")) ==
        "another event");
}
