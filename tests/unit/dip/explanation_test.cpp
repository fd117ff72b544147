#include "crmlink/dip/data_dip_explanation.hpp"

#include "crmlink/dip/call_data.hpp"
#include "dip/plan.hpp"
#include "samples.hpp"
#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;

TEST_CASE("an explanation shows what would be sent and where each value came from") {
  const auto config = profile_sending(
      R"([{"key": "phone", "type": "standard", "value": "external number"},
          {"key": "from", "type": "sip_header", "value": "From"},
          {"key": "who", "type": "template", "value": "{DNIS}/{contact.name}{contact.name}"},
          {"key": "lang", "type": "session", "value": "language"},
          {"key": "fix", "type": "static", "value": "{ANI}"}])",
      R"({"variables": ["contact.*"], "on_slow_ms": 300, "share_identical": false,
          "cache": {"ttl_ms": 9000}, "late_answers": {"within_ms": 700}, "announcement": "hold.wav",
          "processing_tone": "tone.wav", "api_url": "https://crm.example/api?key=s3cret",
          "alternative_urls": ["https://second.example/api?key=s3cret"]})");
  REQUIRE(config);
  Variables call{{"ANI", "+1222"}};
  set_session_parameter(call, "language", "fr");
  const auto explained = explain_data_dip(*config, call);

  CHECK_FALSE(explained.failure);
  CHECK(explained.profile == "customer-lookup");
  CHECK(explained.method == "POST");
  CHECK(explained.url.find("s3cret") == std::string::npos);
  CHECK(explained.alternative_urls == std::vector<std::string>{"https://second.example/api?…"});
  CHECK(explained.timeout == 2000ms);
  CHECK(explained.on_slow_after == 300ms);
  CHECK(explained.announcement == "hold.wav");
  CHECK(explained.processing_tone == "tone.wav");
  CHECK_FALSE(explained.share_identical);
  CHECK(explained.cache.ttl == 9000ms);
  CHECK(explained.late_answers_within == 700ms);
  CHECK(explained.token_source == "literal");
  CHECK(explained.headers[0] ==
        std::pair<std::string, std::string>("Authorization", "Bearer ********"));
  CHECK(explained.body == R"({"phone":"+1222","who":"/","lang":"fr","fix":"{ANI}"})");
  CHECK(explained.body == plan_request(*config, call)->body);

  REQUIRE(explained.parameters.size() == 5);
  const auto& phone = explained.parameters[0];
  CHECK(phone.origin == "external number (variable ANI)");
  CHECK(phone.sent);
  CHECK(phone.json == "\"+1222\"");
  CHECK(phone.absent.empty());
  const auto& from = explained.parameters[1];
  CHECK(from.origin == "SIP header From (variable SIP_FROM)");
  CHECK_FALSE(from.sent);
  CHECK(from.dropped_because == "its value came out empty");
  CHECK(from.absent == std::vector<std::string>{"SIP_FROM"});
  CHECK(explained.parameters[2].absent == std::vector<std::string>{"DNIS", "contact.name"});
  CHECK(explained.parameters[3].origin == "session parameter language");
  CHECK(explained.parameters[3].absent.empty());
  CHECK(explained.parameters[4].origin == "fixed text");
}

TEST_CASE("a request that can't be made is explained too") {
  const auto explained = explain_data_dip(profile_that_refuses_line_breaks(), {{"ANI", "\n"}});
  CHECK(explained.failure);
  CHECK(explained.body.empty());
  REQUIRE(explained.parameters.size() == 1);
  CHECK(explained.parameters[0].dropped_because.starts_with("it can't be sent"));
}
