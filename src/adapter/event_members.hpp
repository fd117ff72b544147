#pragma once

#include "crmlink/adapter/adapter_event.hpp"

namespace crmlink {

/// Calls `visit(name, member)` for every member that is typed, in the order in which they are
/// written. One list for reading and for writing; `event` may be const.
template <class Event, class Visit>
void visit_members(Event& event, const Visit& visit) {
  const auto agent = [&visit](auto& of, const char* id, const char* custom_id, const char* email) {
    visit(id, of.id);
    visit(custom_id, of.custom_id);
    visit(email, of.email);
  };
  agent(event.agent, "agent_id", "agent_custom_id", "agent_email");
  agent(event.from_agent, "from_agent_id", "from_agent_custom_id", "from_agent_email");
  agent(event.to_agent, "to_agent_id", "to_agent_custom_id", "to_agent_email");
  visit("queue_id", event.queue.id);
  visit("queue_path", event.queue.path);
  visit("from_queue_id", event.from_queue.id);
  visit("from_queue_path", event.from_queue.path);
  visit("to_queue_id", event.to_queue.id);
  visit("to_queue_path", event.to_queue.path);
  visit("campaign_id", event.campaign_id);
  visit("campaign_name", event.campaign_name);
  visit("call_id", event.call_id);
  visit("chat_id", event.chat_id);
  visit("session_type", event.session_type);
  visit("message", event.message);
  visit("cobrowse_session_id", event.cobrowse.session_id);
  visit("cobrowse_session_requested_by", event.cobrowse.requested_by);
  visit("cobrowse_session_ended_by", event.cobrowse.ended_by);
  visit("cobrowse_session_remote_control", event.cobrowse.remote_control);
  visit("cobrowse_session_full_device", event.cobrowse.full_device);
  visit("type", event.participant_type);
  visit("end_user_id", event.end_user_id);
  visit("virtual_agent_id", event.virtual_agent_id);
  visit("conversation_id", event.conversation_id);
  visit("session_id", event.session_id);
  visit("queue_language_id", event.queue_language_id);
  visit("timestamp", event.timestamp);
  visit("recordUrl", event.record_url);
}

}  // namespace crmlink
