#include "crmlink/adapter/adapter_event.hpp"

#include "crmlink/adapter/read_adapter_event.hpp"
#include "support/catch.hpp"

using namespace crmlink;

namespace {

AdapterEvent read(std::string_view text) {
  const auto reading = read_adapter_event(text);
  REQUIRE(reading);
  return reading->event;
}

}  // namespace

TEST_CASE("an event is written with what it has, in JSON that nothing breaks out of") {
  AdapterEvent event(AdapterEventKind::new_chat);
  event.agent.id = AdapterId(7);
  event.message = "</script>\"\\\n\x01";
  event.others.emplace_back("custom_data_secured", R"({"a":[1]})");
  CHECK(event.to_json() ==
        R"({"type":"New_Chat","data":{"agent_id":7,"message":"</script>\"\\\n\u0001",)"
        R"("custom_data_secured":{"a":[1]}}})");
  CHECK(AdapterEvent(AdapterEventKind::agent_login).to_json() ==
        R"({"type":"Agent_Login","data":{}})");
}

TEST_CASE("the host's data, unknown members and members of a wrong type are kept") {
  const auto event = read(R"({"type": "New_Call", "data": {"call_id": {"a": 1}, "agent_email": 5,
      "custom_sip_headers": {"X-A": "b"}, "new_in_2027": [true, null], "cobrowse_session_full_device": "half"}})");
  CHECK(event.others.size() == 5);
  CHECK_FALSE(event.call_id);
  CHECK(read(event.to_json()) == event);
}

TEST_CASE("a type that nobody knows is kept, with what belongs to it") {
  const auto event = read(R"({"type": "Agent_Sneezed", "data": {"agent_id": 1, "loud": true}})");
  CHECK(event.kind == AdapterEventKind::unknown);
  CHECK(event.type == "Agent_Sneezed");
  CHECK(event.to_json() == R"({"type":"Agent_Sneezed","data":{"agent_id":1,"loud":true}})");
}

TEST_CASE("types, parties and states may be in any case, and spelled as the source page does") {
  CHECK(parse_adapter_event_kind("new_call") == AdapterEventKind::new_call);
  CHECK(parse_adapter_event_kind("Call_Redaction_Stopped") ==
        AdapterEventKind::call_redaction_ended);
  CHECK(parse_adapter_event_kind("") == AdapterEventKind::unknown);
  const auto event = read(R"({"type": "Cobrowse_Session_Ended", "data": {
      "cobrowse_session_ended_by": "end-user", "cobrowse_session_remote_control": "ON"}})");
  CHECK(event.cobrowse.ended_by == CobrowseParty::end_user);
  CHECK(event.cobrowse.remote_control == CobrowseState::on);
}

TEST_CASE("a session type tells what the session is") {
  for (const auto* const call : {"Voice Inbound", "voice callback (web)", "Voice Campaign (UJET)"})
    CHECK(adapter_session(call) == AdapterSession::call);
  for (const auto* const chat : {"Messaging (Whatsapp)", "messaging inbound (web chat)"})
    CHECK(adapter_session(chat) == AdapterSession::chat);
  CHECK(adapter_session("Co-browse Session") == AdapterSession::cobrowse);
  CHECK_FALSE(adapter_session("Voic"));
  CHECK_FALSE(adapter_session(""));
}

TEST_CASE("ids keep their digits and their kind") {
  const auto event = read(R"({"type": "New_Call", "data": {"call_id": 18446744073709551615,
      "agent_id": "0017", "queue_id": -3}})");
  CHECK(event.call_id.text == "18446744073709551615");
  CHECK(event.agent.id.text == "0017");
  CHECK_FALSE(event.agent.id.is_number);
  CHECK(
      event.to_json() ==
      R"({"type":"New_Call","data":{"agent_id":"0017","queue_id":-3,"call_id":18446744073709551615}})");
}

TEST_CASE("what isn't an event is refused, and nothing of it repeated") {
  for (const auto* const text :
       {"", "[]", "null", "{}", R"({"data": {"agent_id": 1}})", R"({"type": ""})", "7", "{",
        "<html>secret</html>", "{\"a\" 1}", R"({"type": "New_Call", "data": {"call_id": 1 2}})"}) {
    INFO(text);
    const auto reading = read_adapter_event(text);
    REQUIRE_FALSE(reading);
    CHECK(reading.error() == Errc::invalid_response);
    CHECK(reading.error().message().find("secret") == std::string::npos);
  }
  CHECK_FALSE(read_adapter_event(std::string(max_adapter_event + 1, ' ')));
  CHECK_FALSE(read_adapter_event(std::string(40, '[')));
}
