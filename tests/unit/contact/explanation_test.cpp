#include <algorithm>

#include "contact_stand.hpp"
#include "crmlink/contact/contact_explanation.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

ContactExplanation explain(std::string_view inner, const Variables& scopes = scopes_of(),
                           std::string_view url = "https://crm.example/customers") {
  return explain_contact_lookup(config_of(around(inner, "customer", url)), scopes);
}

const ExplainedContactFilter& filter(const ContactExplanation& explained, std::string_view name) {
  const auto& all = explained.filters;
  const auto is_it = [name](const auto& each) { return each.name == name; };
  const auto found = std::find_if(all.begin(), all.end(), is_it);
  REQUIRE(found != all.end());
  return *found;
}

using Pair = std::pair<std::string, std::string>;

}  // namespace

TEST_CASE("the source page's request is explained with what would be attached") {
  const auto explained = explain(source_page);
  CHECK_FALSE(explained.failure);
  CHECK(explained.mismatch.empty());
  CHECK(explained.verdict.holds);
  CHECK(explained.method == "GET");
  CHECK(explained.url == "https://crm.example/customers?phone=%2B12223334444");
  CHECK(explained.params == ContactExplanation::Texts{{"phone", "+12223334444"}});
  CHECK(explained.headers == ContactExplanation::Texts{{"Authorization", "Basic ********"},
                                                       {"Accept", "application/json"}});
  CHECK(explained.body.empty());
  CHECK(explained.authentication == "basic");
  CHECK(explained.credential == "customer");
  CHECK(explained.timeout == std::chrono::seconds(10));
  CHECK(explained.blocks);
  REQUIRE(explained.saves.size() == 6);
  CHECK(explained.saves[0] == Pair("customer_data.id", "{response.body.id}"));
  CHECK(explained.saves[5] == Pair("customer_data.lastticket", "{response.body.tickets[-1].id}"));
  CHECK(explained.agent_view == std::vector<std::string>{"customer_data"});
  CHECK(explained.statistics_view.empty());
}

TEST_CASE("a filter that an event doesn't pass is told with both sides") {
  const auto explained = explain(source_page, scopes_of("{}", R"({"name": "Queued"})"));
  CHECK(explained.mismatch == "another event");
  const auto& event = filter(explained, "event");
  CHECK_FALSE(event.fits);
  CHECK(event.wanted == "Received, Transferred, Forwarded");
  CHECK(event.found == "Queued");
  CHECK(filter(explained, "queue").fits);
  CHECK(filter(explained, "channel").wanted == "any");
}

TEST_CASE("placeholders without a value are told, once, with the places where they stand") {
  const auto explained = explain(R"("request": {"method": "POST",
      "headers": {"X-Agent": "{contact.agent.id}"},
      "params": {"p": "{contact.source}", "a": "{contact.agent.id}"},
      "body": {"agents": ["{contact.agent.id}", "{contact.agent.id}"], "all": "{event}"}})",
                                 scopes_of());
  REQUIRE(explained.absent.size() == 1);
  CHECK(explained.absent[0].reference == "contact.agent.id");
  CHECK(explained.absent[0].places ==
        std::vector<std::string>{"param a", "header X-Agent", "body"});
  CHECK(explained.body == R"({"agents":[],"all":{"name":"Received"}})");
}

TEST_CASE("a URL that isn't formed is a failure, and the rest is explained") {
  const auto explained = explain(R"("request": {"method": "GET", "timeout": 1.5})", scopes_of("{}"),
                                 "https://crm.example/{contact.source}/{event}");
  CHECK(explained.failure == Errc::invalid_value);
  CHECK(explained.url.empty());
  REQUIRE(explained.absent.size() == 1);
  CHECK(explained.absent[0].places == std::vector<std::string>{"url"});
  CHECK(explained.timeout == std::chrono::milliseconds(1500));
}

TEST_CASE("a secret is a mask in an explanation, wherever it stands") {
  const auto explained = explain(R"("request": {"method": "POST",
      "headers": {"X-Key": "k {authentications.key}"}, "params": {"k": "{authentications.key}"},
      "body": {"key": "{authentications.key}"}})");
  CHECK(explained.url == "https://crm.example/customers?k=********");
  CHECK(explained.headers.back() == Pair("X-Key", "k ********"));
  CHECK(explained.body == R"({"key":"********"})");
  CHECK(explained.absent.empty());
  CHECK(explained.credentials == std::vector<std::string>{"key"});
}

TEST_CASE("a condition's verdict is explained, and why there is none") {
  const auto verdict = [](std::string_view condition) {
    return explain(R"("request": {"method": "GET", "condition": ")" + std::string(condition) +
                   "\"}")
        .verdict;
  };
  CHECK(verdict("contact.priority > 3").holds);
  CHECK_FALSE(verdict("contact.priority > 5").holds);
  CHECK(verdict("contact.priority > 5").problem.empty());
  CHECK_FALSE(verdict("contact.agent.id == '1'").problem.empty());
}

TEST_CASE("OAuth, an echo and what is set are explained as they were configured") {
  const auto oauth = explain(R"("request": {"method": "GET", "authentication": {"type": "oauth",
      "client_id": "desk", "access_token_url": "https://id.example/token", "scope": ["a", "b"]}},
      "response": {"set": {"queue": {"address": "{response.body.q[0]}"}, "priority": 3}})");
  CHECK(oauth.token_url == "https://id.example/token");
  CHECK(oauth.client_id == "desk");
  CHECK(oauth.scope == "a b");
  CHECK(oauth.headers[0] == Pair("Authorization", "Bearer ********"));
  CHECK(oauth.sets ==
        ContactExplanation::Texts{{"queue.address", "{response.body.q[0]}"}, {"priority", "3"}});
  const auto echo = explain(R"("request": {"method": "POST", "body": {"e": "for {event}"}},
      "response": {"save": {"all": "{*}", "e": "x {event}"}})",
                            scopes_of(), "edi://echo");
  CHECK(echo.echo);
  CHECK(echo.url == "edi://echo");
  CHECK(echo.body == R"({"e":"for Received"})");
  CHECK(echo.saves == ContactExplanation::Texts{{"all", "{*}"}, {"e", "x {event}"}});
}

TEST_CASE("the names that a host gives are known") {
  const auto known = contact_vocabulary();
  CHECK(known.contains("contact.queue.id"));
  CHECK(known.contains("event.datetime"));
  CHECK_FALSE(known.contains("response.body"));
  CHECK(known.nearest("contact.sourse") == "contact.source");
}
