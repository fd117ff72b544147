// The events of the source page, read and written again.

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "crmlink/adapter/read_adapter_event.hpp"
#include "support/catch.hpp"

using namespace crmlink;

namespace {

/// An event of the page: what it is, how often it must be repaired, its text.
struct Sample {
  AdapterEventKind kind;
  std::size_t repairs;
  const char* text;
};

using enum AdapterEventKind;

const Sample samples[] = {
    {agent_login, 1, R"json({"type": "Agent_Login", "data": {
      "agent_id": 1, "agent_custom_id": "007", "agent_email": "Kim@example.com",
    }})json"},
    {new_call, 0, R"json({"type": "New_Call", "data": {"agent_id": 1, "agent_custom_id": "007",
      "agent_email": "Kim@example.com", "queue_id": 8469, "queue_path": "Developers / Kim",
      "campaign_id": 1432, "campaign_name": "Survey Movie", "call_id": 103646,
      "session_type": "Voice Campaign (UJET)"}})json"},
    {call_redaction, 0, R"json({"agent_id": 2896, "call_id": 97939})json"},
    {end_call, 0, R"json({"type": "End_Call", "data": {"agent_id": 1, "agent_custom_id": "007",
      "agent_email": "Kim@example.com", "queue_id": 8469, "queue_path": "Developers / Kim",
      "campaign_id": 1432, "campaign_name": "Survey Movie", "call_id": 103646,
      "session_type": "Voice Campaign (UJET)"}
})json"},
    {new_chat, 0, R"json({"type": "New_Chat", "data": {"chat_id": 73522,
      "session_type": "messaging inbound (web chat)", "agent_id": 1,
      "agent_email": "ariel@example.com", "queue_id": 7678, "queue_path": "HB TEAM / Ariel"}
})json"},
    {end_chat, 0, R"json({"type": "End_Chat", "data": {"chat_id": 73522,
      "session_type": "Messaging Inbound (Web Chat)",
      "agent_id" : 1, "agent_email" : "ariel@example.com",
                                      "queue_id" : null,
                                                   "queue_path" : null,
                                                                  "agent_custom_id" : null
}
})json"},
    {active_chat, 0, R"json({"type": "Active_Chat", "data": {"chat_id": 73521,
      "session_type": "messaging inbound (web chat)", "agent_id": 1,
      "agent_email": "ariel@example.com", "queue_id": 7678, "queue_path": "HB TEAM / Ariel"}
})json"},
    {chat_inbound_message, 0, R"json({"type": "Chat_Inbound_Message", "data": {"chat_id": 73522,
      "session_type": "messaging inbound (web chat)", "agent_id": 1,
      "agent_email": "ariel@example.com", "queue_id": 7678, "queue_path": "HB TEAM / Ariel",
      "message" : "Where is my order?"}
})json"},
    {chat_outbound_message, 0, R"json({"type": "Chat_Outbound_Message", "data": {"chat_id": 73522,
      "session_type": "messaging inbound (web chat)", "agent_id": 1,
      "agent_email": "ariel@example.com", "queue_id": 7678, "queue_path": "HB TEAM / Ariel",
      "message" : "One moment, please"}
})json"},
    {dismissed_chat, 0, R"json({"type":"Dismissed_Chat","data":{"chat_id":73522,
      "session_type":"Messaging Inbound (Web Chat)","agent_id":1,
      "agent_email":"ariel@example.com"}
})json"},
    {cobrowse_session_started, 0,
     R"json({"type": "Cobrowse_Session_Started", "data": {"agent_id": 5,
      "chat_id": 791, "cobrowse_session_id": "Y1zYY6XIYX4oapqpEz3qHw",
      "cobrowse_session_requested_by": "agent", "cobrowse_session_remote_control": "off",
      "cobrowse_session_full_device": "off"}})json"},
    {cobrowse_session_remote_control_changed, 0,
     R"json({"type": "Cobrowse_Session_Remote_Control_Changed", "data": {"agent_id": 5, "chat_id": 791,
      "cobrowse_session_id": "Y1zYY6XIYX4oapqpEz3qHw",
      "cobrowse_session_remote_control": "requested"}})json"},
    {cobrowse_session_full_device_changed, 0,
     R"json({"type": "Cobrowse_Session_Full_Device_Changed", "data": {"agent_id": 5,
      "cobrowse_session_id": "9-Kshrag-gn6ZSuIxoMtWQ",
      "cobrowse_session_full_device": "rejected"}})json"},
    {cobrowse_session_ended, 0, R"json({"type": "Cobrowse_Session_Ended", "data": {"agent_id": 5,
      "cobrowse_session_id": "9-Kshrag-gn6ZSuIxoMtWQ", "cobrowse_session_requested_by": "end_user",
      "cobrowse_session_ended_by": "agent", "cobrowse_session_remote_control": "on",
      "cobrowse_session_full_device": "rejected"}})json"},
    {transfer_chat, 5, R"json({"type": "Transfer_Chat", "data": {"chat_id": 103646,
      "session_type": "Messaging Inbound (SMS)", "campaign_id": 1432,
      "campaign_name": "Survey Movie", "from_agent_id": 1, "from_agent_custom_id": "007",
      "from_agent_email": "Ira@example.com", "to_agent_id" : 5
      "to_agent_custom_id": "100"
      "to_agent_email" : "ariel@example.com"
      "from_queue_id": 8469, "from_queue_path": "Developers / Ariel", "to_queue_id" : 1234
      "to_queue_path" : "Schemes / Auric",
}
})json"},
    {party_added, 0, R"json({"type": "Party_Added", "data": {"chat_id": 103646,
      "session_type": "Messaging Inbound (SMS)", "campaign_id": 1432,
      "campaign_name": "Survey Movie", "agent_id": 1, "agent_custom_id": "007",
      "agent_email": "ariel@example.com", "queue_id": 8469, "queue_path": "Developers / Ariel",
      "type" : "agent"}
})json"},
    {agent_joined_chat, 1, R"json({"type": "Agent_Joined_Chat", "data": {"chat_id": 103646,
      "campaign_id": 1432, "campaign_name": "Survey Movie", "agent_id": 1,
      "agent_custom_id": "007", "agent_email": "ariel@example.com", "queue_id": 8469,
      "queue_path": "Developers / Ariel", "session_type": "Messaging Inbound (SMS)",
}
})json"},
    {agent_logout, 1, R"json({"type": "Agent_Logout", "data": {"agent_id": 1,
      "agent_custom_id": "007", "agent_email": "ariel@example.com",}})json"},
    {agent_assist_started, 0, R"json({"type": "Agent_Assist_Started", "data": {
      "conversation_id": "12345", "queue_id": "65", "agent_id": "1",
      "session_id": "78534G4RT4284", "queue_language_id": "en", "timestamp": "12:45:15"}})json"},
    {crm_record_pop, 0, R"json({"type": "CRM_Record_Pop",
      "data": {"recordUrl": "https://crm.example/records/7"}})json"},
};

/// The text as JSON, without its commas too many and its nulls.
boost::json::value expected(const AdapterReading& reading, std::string text) {
  for (auto repair = reading.repairs.rbegin(); repair != reading.repairs.rend(); ++repair)
    if (repair->problem == "a comma is missing")
      text.insert(repair->offset, ",");
    else
      text.erase(repair->offset, 1);
  auto json = boost::json::parse(text);
  auto* const data = json.as_object().if_contains("data");
  if (!data) return json;
  boost::json::object kept;
  for (const auto& member : data->as_object())
    if (!member.value().is_null()) kept.insert(member);
  *data = kept;
  return json;
}

}  // namespace

TEST_CASE("every event of the source page is read, and written as it was") {
  for (const auto& sample : samples) {
    INFO(sample.text);
    const auto reading = read_adapter_event(sample.text);
    REQUIRE(reading);
    CHECK(reading->event.kind == sample.kind);
    CHECK(reading->repairs.size() == sample.repairs);
    CHECK(reading->event.others.empty());
    const auto written = reading->event.to_json();
    CHECK(boost::json::parse(written) == expected(*reading, sample.text));
    const auto again = read_adapter_event(written);
    REQUIRE(again);
    CHECK(again->event == reading->event);
    CHECK(again->repairs.empty());
  }
}

TEST_CASE("the members of an event are where a program looks for them") {
  const auto reading = read_adapter_event(samples[14].text);
  REQUIRE(reading);
  const auto& event = reading->event;
  CHECK(event.chat_id == AdapterId(103646));
  CHECK(event.from_agent.custom_id == "007");
  CHECK(event.to_agent.id == AdapterId(5));
  CHECK(event.to_agent.email == "ariel@example.com");
  CHECK(event.to_queue.path == "Schemes / Auric");
  CHECK(event.campaign_name == "Survey Movie");
  CHECK(adapter_session(event.session_type) == AdapterSession::chat);
  CHECK(read_adapter_event(samples[18].text)->event.agent.id == AdapterId(std::string("1")));
}
