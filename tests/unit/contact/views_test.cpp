// What agents see and what is stored, at one event and over several.

#include "lookup_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

/// Adds one that saves `save` at `event`, with its views.
void add(LookupStand& stand, std::string_view name, std::string_view save, std::string_view views,
         std::string_view event = "Received") {
  std::string json = R"({"url": "https://crm.example/x", "request": {"method": "GET"}, "name": ")";
  json.append(name).append(R"(", "events": [")").append(event);
  json.append(R"("], "response": {"save": )").append(save);
  json.append(R"(}, "views": )").append(views).append("}");
  stand.configs.push_back(config_of(json));
}

/// Runs the next event of the conversation, with the data of the one before.
const ContactOutcome& run_event(LookupStand& stand, std::string_view name) {
  ContactCallOptions options;
  if (stand.outcome) options.data = stand.outcome->data;
  const auto event = R"({"name": ")" + std::string(name) + "\"}";
  stand.scopes.set_json("event", boost::json::parse(event));
  return stand.run(options);
}

}  // namespace

TEST_CASE("an agent sees what an integration saves unless its view says less") {
  LookupStand stand;
  add(stand, "lists", R"({"a": "1", "b": "2"})", R"({"agent": ["a"], "statistics": ["b"]})");
  add(stand, "lists none", R"({"c": "3"})", R"({"agent": []})");
  add(stand, "doesn't list", R"({"d": "4"})", "{}");
  for (int i = 0; i < 3; ++i)
    stand.transport->respond(200, "{}");
  const auto& outcome = run_event(stand, "Received");
  CHECK(outcome.data.to_string() == R"({"a":"1","b":"2","c":"3","d":"4"})");
  CHECK(outcome.agent_view.to_string() == R"({"a":"1","d":"4"})");
  CHECK(outcome.statistics_view.to_string() == R"({"b":"2"})");
}

TEST_CASE("who saved a value says who sees it, whatever others say of the same key") {
  const bool shown_last = GENERATE(false, true);
  LookupStand stand;
  const auto* const shown = R"({"statistics": ["id"]})";
  const auto* const hidden = R"({"agent": []})";
  add(stand, "first", R"({"id": "1"})", shown_last ? hidden : shown);
  add(stand, "last", R"({"id": "2"})", shown_last ? shown : hidden);
  stand.transport->respond(200, "{}");
  stand.transport->respond(200, "{}");
  const auto& outcome = run_event(stand, "Received");
  CHECK(outcome.data.to_string() == R"({"id":"2"})");
  CHECK(outcome.agent_view.to_string() == (shown_last ? R"({"id":"2"})" : "{}"));
  CHECK(outcome.statistics_view.to_string() == (shown_last ? R"({"id":"2"})" : "{}"));
}

TEST_CASE("an event at which nothing runs, or all fails, changes nothing of what is seen") {
  LookupStand stand;
  add(stand, "customer", R"({"customer": "{response.body.name}", "ssn": "{response.body.ssn}"})",
      R"({"agent": ["customer"], "statistics": ["customer"]})");
  add(stand, "transferred", R"({"to": "{response.body.to}"})", "{}", "Transferred");
  stand.transport->respond(200, R"({"name": "Ann", "ssn": "078-05-1120"})");
  run_event(stand, "Received");
  const std::string data = R"({"customer":"Ann","ssn":"078-05-1120"})";
  const std::string view = R"({"customer":"Ann"})";
  for (const auto* const event : {"Queued", "Transferred"}) {
    INFO(event);
    stand.transport->respond(500, "{}");
    const auto& outcome = run_event(stand, event);
    CHECK(outcome.data.to_string() == data);
    CHECK(outcome.agent_view.to_string() == view);
    CHECK(outcome.statistics_view.to_string() == view);
  }
}

TEST_CASE("a later event adds to what an agent sees, and overwrites it") {
  LookupStand stand;
  stand.add(source_page, "customer");
  stand.transport->respond(200, R"({"id": 7, "properties": {"firstname": "Ann"}})");
  CHECK(run_event(stand, "Received").agent_view.to_string() ==
        R"({"customer_data":{"id":7,"firstname":"Ann"}})");
  stand.transport->respond(200, R"({"id": 8})");
  CHECK(run_event(stand, "Transferred").agent_view.to_string() == R"({"customer_data":{"id":8}})");
}

TEST_CASE("an earlier value is seen only if all who save its key show it") {
  LookupStand stand;
  add(stand, "shown", R"({"id": "1"})", "{}");
  add(stand, "hidden", R"({"id": "2"})", R"({"agent": []})", "Transferred");
  stand.transport->respond(200, "{}");
  CHECK(run_event(stand, "Received").agent_view.to_string() == R"({"id":"1"})");
  CHECK(run_event(stand, "Queued").agent_view.empty());
}

TEST_CASE("data that no integration saves is passed on, and in neither view") {
  LookupStand stand;
  add(stand, "customer", R"({"customer": "1"})", R"({"statistics": ["customer"]})");
  stand.transport->respond(200, "{}");
  ContactCallOptions options;
  options.data = AttachedData({{"language", "fr"}});
  const auto& outcome = stand.run(options);
  CHECK(outcome.data.to_string() == R"({"language":"fr","customer":"1"})");
  CHECK(outcome.agent_view.to_string() == R"({"customer":"1"})");
  CHECK(outcome.statistics_view.to_string() == R"({"customer":"1"})");
}

TEST_CASE("a call that is cancelled keeps the data of the events before") {
  LookupStand stand;
  add(stand, "customer", R"({"customer": "{response.body.name}"})", "{}");
  stand.transport->respond(200, R"({"name": "Ann"})");
  ContactCallOptions options;
  options.data = run_event(stand, "Received").data;
  stand.transport->hang();
  boost::asio::cancellation_signal signal;
  stand.outcome.reset();
  stand.start(options, signal.slot());
  signal.emit(boost::asio::cancellation_type::terminal);
  stand.executor.poll();
  REQUIRE(stand.outcome);
  CHECK(stand.outcome->cancelled);
  CHECK(stand.outcome->agent_view.to_string() == R"({"customer":"Ann"})");
}

TEST_CASE("a setter that throws against its promise costs the call the rest, not the data") {
  LookupStand stand;
  add(stand, "customer", R"({"customer": "{response.body.name}"})", "{}");
  stand.transport->respond(200, R"({"name": "Ann"})");
  run_event(stand, "Received");
  stand.services.setters.priority = [](std::uint64_t) -> Result<> { throw 1; };
  stand.add(R"("request": {"method": "GET"}, "response": {"set": {"priority": 1}})", "setting");
  stand.transport->respond(500, "{}");
  stand.transport->respond(200, "{}");
  const auto& outcome = run_event(stand, "Received");
  CHECK(outcome.cancelled);
  CHECK(outcome.agent_view.to_string() == R"({"customer":"Ann"})");
}

TEST_CASE("three run at each event, and each event may set what the one before has set") {
  LookupStand stand;
  for (const auto* const name : {"a", "b", "c", "d"})
    stand.add(
        R"("request": {"method": "GET"}, "response": {"set": {"priority": "{response.body}"}})",
        name);
  for (const auto* const priority : {"1", "2", "3", "4", "5", "6"})
    stand.transport->respond(200, priority);
  run_event(stand, "Received");
  run_event(stand, "Transferred");
  CHECK(stand.set == Names{"priority 1", "priority 4"});
  CHECK(stand.transport->requests().size() == 6);
  CHECK(stand.statuses() ==
        std::vector{Status::done, Status::done, Status::done, Status::left_out});
}
