#include "crmlink/crm/crm_event.hpp"

#include "crm_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

const Variables call{{"CALL_DURATION", "03:20"}, {"HOLD_TIME", "00:10"},
                     {"QUEUE_NAME", "Billing"},  {"RATING", "5"},
                     {"CHANNEL", "voice_call"},  {"RECORD_ID", "1"}};

}  // namespace

TEST_CASE("an event is told by its name, what the session knows of it, and its details") {
  using enum CrmEventKind;
  CHECK(describe_crm_event(CrmEvent(started), call) == "Call started\nQueue: Billing");
  CHECK(describe_crm_event(CrmEvent(ended), call) ==
        "Call ended\nDuration: 03:20\nHold time: 00:10");
  CHECK(describe_crm_event(CrmEvent(csat), call) == "Customer satisfaction\nRating: 5");
  CHECK(describe_crm_event(CrmEvent(transfer, {{"From", "Ira"}, {"To", "Ariel"}, {"Note", ""}}),
                           call) == "Call transferred\nFrom: Ira\nTo: Ariel");
  CHECK(describe_crm_event(CrmEvent(survey, {{"Was it good?", "yes \"very\""}}), call) ==
        "Survey\nWas it good?: yes \"very\"");
  CHECK(describe_crm_event(CrmEvent(started), {{"CHANNEL", "chat"}}) == "Chat started");
}

TEST_CASE("an event that says nothing isn't told") {
  using enum CrmEventKind;
  for (const auto kind : {csat, custom_data, disposition, survey, queue_selected})
    CHECK(describe_crm_event(CrmEvent(kind), {}).empty());
  for (const auto kind : {started, ended, transfer, user_verified})
    CHECK_FALSE(describe_crm_event(CrmEvent(kind), {}).empty());
}

TEST_CASE("the names of events are those of configurations") {
  for (std::size_t n = 0; n < crm_event_kind_count; ++n) {
    const auto kind = static_cast<CrmEventKind>(n);
    CHECK(parse_crm_event_kind(to_string(kind)) == kind);
  }
  CHECK_FALSE(parse_crm_event_kind("Started"));
}

TEST_CASE("a comment is made HTML when the configuration says so, whoever wrote it") {
  const auto endpoint = endpoint_of("comment", R"({"url": "https://crm.example/c/{RECORD_ID}",
      "method": "POST", "text_format": "html",
      "parameters": [{"key": "text", "value": "{COMMENT_BODY}"}]})");
  auto variables = call;
  variables.set("COMMENT_BODY", "a <b>\nc & d");
  const auto request = endpoint.plan(variables);
  REQUIRE(request);
  CHECK(request->body == R"({"text":"a &lt;b&gt;<br>c &amp; d"})");
}

TEST_CASE("wrong events and texts are complaints") {
  const auto of = [](std::string_view members) {
    return complaints_of(config_with(
        "comment", R"({"url": "https://crm.example/c/{RECORD_ID}", "method": "POST", )" +
                       std::string(members) + "}"));
  };
  const auto events = of(R"("events": ["start"])");
  REQUIRE(events.size() == 1);
  CHECK(events[0].pointer == "/endpoints/comment/events/0");
  CHECK(events[0].nearest == "started");
  const auto texts = of(R"("texts": {"endd": "x", "csat": "{RATNG}"})");
  REQUIRE(texts.size() == 2);
  CHECK(texts[0].pointer == "/endpoints/comment/texts/endd");
  CHECK(texts[0].nearest == "ended");
  CHECK(texts[1].nearest == "RATING");
  CHECK(of(R"("text_format": "markdown")").size() == 1);
}
