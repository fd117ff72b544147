#include "agent_call.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <utility>

#include "adapter_messages.hpp"
#include "attached_data.hpp"
#include "crmlink/crm/crm_variables.hpp"

namespace agent_desktop {

namespace asio = boost::asio;
namespace json = boost::json;
using crmlink::AdapterEventKind;
using crmlink::CrmEvent;
using crmlink::CrmEventKind;
using std::chrono::steady_clock;

namespace {

constexpr std::chrono::seconds patience{5};  // of somebody who looks at the screen
constexpr std::string_view queue = "Invoices";
constexpr std::string_view queue_path = "Customer/Invoices";

crmlink::Variables variables_of(const Caller& caller, std::uint64_t id) {
  const auto number = std::to_string(id);
  return crmlink::Variables{{"PHONE_NUMBER", caller.number},
                            {"NAME", caller.name},
                            {"LANG", "en"},
                            {"CHANNEL", "voice_call"},
                            {"SESSION_ID", number},
                            {"CALL_ID", number},
                            {"QUEUE_NAME", queue},
                            {"MENU_PATH", queue_path},
                            {"AGENT_EMAIL", agent_email},
                            {"TICKET_SUBJECT", "Call about an invoice"}};
}

json::array to_array(const std::vector<Shown>& list) {
  json::array array;
  for (const auto& [name, value] : list)
    array.push_back(json::object{{"name", name}, {"value", value}});
  return array;
}

crmlink::CrmCallOptions in_time() {
  crmlink::CrmCallOptions options;
  options.deadline = steady_clock::now() + patience;
  return options;
}

}  // namespace

AgentCall::AgentCall(const CallServices& services, Caller caller, std::uint64_t id, Tell tell)
    : services_(services),
      caller_(std::move(caller)),
      id_(id),
      tell_(std::move(tell)),
      session_(services_.crm, variables_of(caller_, id)) {}

void AgentCall::ring() {
  changed();
  asio::co_spawn(services_.executor, dip(shared_from_this()), asio::detached);
  asio::co_spawn(services_.executor, look_up(shared_from_this()), asio::detached);
  asio::co_spawn(services_.executor, begin(shared_from_this()), asio::detached);
}

/// Shows what the web service lets the agent see.
asio::awaitable<void> AgentCall::dip(Self self) {
  const crmlink::Variables call{{"ANI", self->caller_.number}};
  const auto outcome = co_await self->services_.dip.async_dip(call, {}, asio::use_awaitable);
  for (const auto& parameter : outcome.for_agent())
    self->from_dip_.emplace_back(std::string(parameter.name), std::string(parameter.value));
  self->changed();
}

/// Attaches what the contact lookup finds, and shows it.
asio::awaitable<void> AgentCall::look_up(Self self) {
  crmlink::Variables scopes;
  scopes.set_json("contact", json::object{{"channel_type", "phone"},
                                          {"direction", "inbound"},
                                          {"id", self->id_},
                                          {"source", self->caller_.number},
                                          {"queue", json::object{{"address", queue}}}});
  scopes.set_json("event", json::object{{"name", "Received"}});
  crmlink::ContactCallOptions options;
  options.deadline = steady_clock::now() + patience;
  const auto outcome =
      co_await self->services_.lookup.async_run(scopes, std::move(options), asio::use_awaitable);
  self->attached_ = attached_data(outcome.agent_view);
  self->changed();
}

/// Whatever fails here, the call goes on, and async_finish makes up for it.
asio::awaitable<void> AgentCall::begin(Self self) {
  auto options = in_time();
  const auto begun = co_await self->session_.async_begin(std::move(options), asio::use_awaitable);
  self->of_session_ = session_data(self->session_.variables(), begun);
  self->changed();
  if (!begun.succeeded()) self->tell_(told("Record", begun));
  self->pop();
}

void AgentCall::accept() {
  if (state_ != State::ringing) return;
  state_ = State::talking;
  answered_ = steady_clock::now();
  changed();
  post(AdapterEventKind::new_call);
  pop();
  spawn_report("Start of the call", CrmEvent(CrmEventKind::started));
}

void AgentCall::decline() {
  // Nothing is told to the CRM: the call goes to another agent, and is going on.
  if (state_ == State::ringing) state_ = State::over;
}

void AgentCall::comment(std::string text) {
  if (state_ != State::talking || text.empty()) return;
  std::vector<crmlink::CrmEventDetail> words;
  words.emplace_back("", std::move(text));
  spawn_report("Comment", CrmEvent(CrmEventKind::custom_data, std::move(words)));
}

void AgentCall::disposition(std::string code, std::string notes) {
  if (state_ != State::talking || code.empty()) return;
  std::vector<crmlink::CrmEventDetail> result;
  result.emplace_back("Code", std::move(code));
  result.emplace_back("Notes", std::move(notes));
  spawn_report("Disposition", CrmEvent(CrmEventKind::disposition, std::move(result)));
}

void AgentCall::hang_up() {
  if (state_ != State::talking) return;
  state_ = State::over;
  post(AdapterEventKind::end_call);
  const auto spoken =
      std::chrono::duration_cast<std::chrono::seconds>(steady_clock::now() - answered_);
  session_.set("CALL_DURATION", crmlink::to_crm_duration(spoken));
  session_.set("DISCONNECTED_BY", "agent");
  asio::co_spawn(services_.executor, finish(shared_from_this()), asio::detached);
}

void AgentCall::spawn_report(std::string what, CrmEvent event) {
  asio::co_spawn(services_.executor, report(shared_from_this(), std::move(what), std::move(event)),
                 asio::detached);
}

asio::awaitable<void> AgentCall::report(Self self, std::string what, CrmEvent event) {
  auto options = in_time();
  const auto outcome = co_await self->session_.async_report(std::move(event), std::move(options),
                                                            asio::use_awaitable);
  self->tell_(told(what, outcome));
}

/// Nobody waits any more: it takes the time that it needs.
asio::awaitable<void> AgentCall::finish(Self self) {
  crmlink::CrmClosing closing;
  crmlink::CrmCallOptions options;
  const auto outcome = co_await self->session_.async_finish(std::move(closing), std::move(options),
                                                            asio::use_awaitable);
  self->tell_(told("End of the call", outcome));
}

void AgentCall::pop() const {
  const auto record = session_.record_pop();
  if (state_ != State::talking || !record) return;
  crmlink::AdapterEvent event(AdapterEventKind::crm_record_pop);
  event.record_url = record->record_url;
  tell_(adapter_message(event));
}

void AgentCall::post(AdapterEventKind kind) const {
  auto event = event_of_agent(kind);
  event.call_id = crmlink::AdapterId(static_cast<std::int64_t>(id_));
  event.queue.id = crmlink::AdapterId(12);
  event.queue.path = queue_path;
  event.session_type = "Voice Inbound";
  tell_(adapter_message(event));
}

std::string AgentCall::to_json() const {
  auto attached = attached_;
  attached.insert(attached.end(), of_session_.begin(), of_session_.end());
  return json::serialize(json::object{{"kind", "call"},
                                      {"state", state_ == State::ringing ? "ringing" : "talking"},
                                      {"id", id_},
                                      {"number", caller_.number},
                                      {"name", caller_.name},
                                      {"queue", queue_path},
                                      {"display", to_array(from_dip_)},
                                      {"attached", to_array(attached)}});
}

}  // namespace agent_desktop
