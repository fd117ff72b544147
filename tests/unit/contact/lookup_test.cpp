#include <boost/asio/cancellation_signal.hpp>

#include "lookup_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

constexpr auto* uuid = "a3bb189e-8bf9-3888-9912-ace4e6543002";

}  // namespace

TEST_CASE("the source page's integration attaches the customer's data") {
  LookupStand stand;
  stand.add(source_page, "customer");
  stand.transport->respond(200, R"({"id": 7, "tickets": [{"id": "T2"}]})");
  const auto& outcome = stand.run();
  CHECK(outcome.data.to_string() == R"({"customer_data":{"id":7,"lastticket":"T2"}})");
  CHECK(outcome.agent_view.to_string() == outcome.data.to_string());
  CHECK(outcome.statistics_view.empty());
  REQUIRE(outcome.steps.size() == 1);
  CHECK(outcome.steps[0].status == Status::done);
  CHECK(outcome.steps[0].saved == Names{"customer_data"});
  REQUIRE(stand.transport->requests().size() == 1);
  CHECK_FALSE(stand.transport->requests()[0].secret_fields.empty());
}

TEST_CASE("a client's credentials fetch a token before the request") {
  LookupStand stand;
  stand.add(R"("request": {"method": "GET", "authentication": {"type": "oauth",
      "client_id": "me", "access_token_url": "https://id.example/token", "scope": ["a", "b"]}},
      "response": {"save": {"s": "{response.status}"}})",
            "customer");
  stand.transport->respond(200, R"({"access_token": "t", "token_type": "bearer"})");
  stand.transport->respond(200, "{}");
  CHECK(stand.run().data.to_string() == R"({"s":200})");
  REQUIRE(stand.transport->requests().size() == 2);
  CHECK(stand.transport->requests()[0].url.to_string() == "https://id.example/token");
}

TEST_CASE("at most three run, in the order of their ordinals, and later keys overwrite") {
  LookupStand stand;
  const auto add = [&](const char* name, int ordinal) {
    stand.add(R"("ordinal": )" + std::to_string(ordinal) +
                  R"(, "request": {"method": "GET"}, "response": {"save": {"who": "{config_id}",
                  ")" +
                  name + R"(": "{response.status}"}})",
              name);
  };
  add("d", 4);
  add("b", 2);
  add("c", 3);
  add("a", 1);
  for (int i = 0; i < 3; ++i)
    stand.transport->respond(200, "{}");
  const auto& outcome = stand.run();
  CHECK(outcome.data.to_string() == R"({"who":"c","a":200,"b":200,"c":200})");
  CHECK(stand.statuses() ==
        std::vector{Status::done, Status::done, Status::done, Status::left_out});
  CHECK(outcome.steps[0].overwritten.empty());
  CHECK(outcome.steps[1].overwritten == Names{"who"});
}

TEST_CASE("one that is for another event neither runs nor counts") {
  LookupStand stand;
  stand.add(R"("channel": "chat", "request": {"method": "GET"})", "chat");
  CHECK(stand.run().steps[0].note == "another channel");
  CHECK(stand.transport->requests().empty());
}

TEST_CASE("edi://echo answers with the request's body, without a network") {
  LookupStand stand;
  stand.add(R"("request": {"method": "POST", "body": {"from": "{contact.source}"}},
      "response": {"save": {"x": "{response.body.from}"}})",
            "echo", "edi://echo");
  CHECK(stand.run().data.to_string() == R"({"x":"+12223334444"})");
  CHECK(stand.transport->requests().empty());
}

TEST_CASE("a condition that doesn't hold, or can't be evaluated, sends nothing") {
  LookupStand stand;
  stand.add_saving("no", R"({"a": "1"})", R"(, "condition": "contact.priority > 9")");
  stand.add_saving("bad", R"({"a": "1"})", R"(, "condition": "contact.source > 9")");
  const auto& outcome = stand.run();
  CHECK(stand.statuses() == std::vector{Status::skipped, Status::skipped});
  CHECK(outcome.steps[1].note.find("str > int can't be compared") != std::string::npos);
  CHECK(stand.transport->requests().empty());
}

TEST_CASE("the first integration that sets something does, of each kind") {
  LookupStand stand;
  const auto add = [&](const char* name, std::string_view set) {
    stand.add(R"("request": {"method": "GET"}, "response": {"set": )" + std::string(set) + "}",
              name);
  };
  add("a", R"({"priority": "{response.body.p}"})");
  add("b", R"({"priority": "{response.body.p}", "queue": {"id": "{response.body.q}"}})");
  add("c", R"({"priority": 9})");
  stand.transport->respond(200, R"({"p": -1})");
  stand.transport->respond(200, R"({"p": 3, "q": ")" + std::string(uuid) + "\"}");
  stand.transport->respond(200, "{}");
  const auto& outcome = stand.run();
  CHECK(stand.set == Names{"priority 3", "queue " + std::string(uuid)});
  CHECK(stand.statuses() == std::vector{Status::failed, Status::done, Status::done});
  CHECK(outcome.steps[0].error == Errc::invalid_response);
  CHECK(outcome.steps[1].set == Names{"priority", "queue"});
  CHECK(outcome.steps[2].note == "priority was set by an integration before");
}

TEST_CASE("a queue that isn't a UUID is an error, not a queue") {
  LookupStand stand;
  stand.add(R"("request": {"method": "GET"},
      "response": {"set": {"queue": {"id": "{response.body.q}"}}})",
            "a");
  stand.transport->respond(200, R"({"q": "support"})");
  CHECK(stand.run().steps[0].error.detail() == "queue.id isn't a UUID");
  CHECK(stand.set.empty());
}

TEST_CASE("a reply of another status than 2xx saves and sets nothing, and can be looked at") {
  LookupStand stand;
  stand.add(R"("request": {"method": "GET"}, "response": {"save": {"a": "1"},
      "set": {"priority": 1}})",
            "a");
  stand.transport->respond(500, R"({"why": "down"})");
  ContactCallOptions options;
  options.debug = true;
  const auto& outcome = stand.run(options);
  CHECK(outcome.data.empty());
  CHECK(stand.set.empty());
  CHECK(outcome.steps[0].error.http_status() == 500);
  CHECK(outcome.steps[0].debug.to_string().find(R"("why":"down")") != std::string::npos);
}

TEST_CASE("a failed step quotes the server, and not what it was sent in secret") {
  LookupStand stand;
  stand.add(R"("request": {"method": "GET", "authentication": {"type": "basic"}})", "customer");
  stand.transport->respond(403, "pw isn't the password of user (Basic dXNlcjpwdw==)");
  CHECK(stand.run().steps[0].status == Status::started);
  REQUIRE(stand.background.size() == 1);
  CHECK(stand.background[0].error.server_text() ==
        "******** isn't the password of user (Basic ********");
}

TEST_CASE("one that neither blocks nor saves doesn't hold up the call") {
  LookupStand stand;
  stand.add(R"("request": {"method": "POST"})", "quiet");
  stand.transport->respond_after(1s, 200, "{}");
  CHECK(stand.run().steps[0].status == Status::started);
  CHECK(stand.background.empty());
  stand.clock->advance(1s);
  stand.executor.poll();
  REQUIRE(stand.background.size() == 1);
  CHECK(stand.background[0].status == Status::done);
}

TEST_CASE("one that blocks is waited for") {
  LookupStand stand;
  stand.add(R"("request": {"method": "POST", "block": true})", "loud");
  stand.transport->respond_after(1s, 200, "{}");
  stand.start();
  CHECK_FALSE(stand.outcome);
  stand.clock->advance(1s);
  stand.executor.poll();
  REQUIRE(stand.outcome);
  CHECK(stand.outcome->steps[0].status == Status::done);
}

TEST_CASE("a request waits for a random time between its delays") {
  LookupStand stand;
  stand.add_saving("a", R"({"a": "1"})", R"(, "delay": 1, "delayMax": 3)");
  stand.transport->respond(200, "{}");
  stand.start();
  stand.clock->advance(1999ms);
  stand.executor.poll();
  CHECK(stand.transport->requests().empty());
  stand.clock->advance(1ms);
  stand.executor.poll();
  REQUIRE(stand.outcome);
  CHECK(stand.outcome->steps[0].delay == 2s);
}

TEST_CASE("a delay beyond the deadline isn't waited for") {
  LookupStand stand;
  stand.add_saving("a", R"({"a": "1"})", R"(, "delay": 5)");
  ContactCallOptions options;
  options.deadline = stand.clock->now() + 2s;
  CHECK(stand.run(options).steps[0].error == Errc::queue_timeout);
}

TEST_CASE("a request has its timeout, within the call's deadline") {
  LookupStand stand;
  stand.add_saving("a", R"({"a": "1"})", R"(, "timeout": 1.5)");
  stand.add_saving("b", R"({"b": "1"})");
  stand.transport->hang();
  stand.transport->respond(200, "{}");
  ContactCallOptions options;
  options.deadline = stand.clock->now() + 4s;
  const auto began = stand.clock->now();
  stand.start(options);
  stand.clock->advance(1500ms);
  stand.executor.poll();
  REQUIRE(stand.outcome);
  CHECK(stand.outcome->steps[0].error.is(Condition::timeout));
  CHECK(stand.outcome->data.to_string() == R"({"b":"1"})");
  CHECK(stand.transport->deadlines()[0] == began + 1500ms);
  CHECK(stand.transport->deadlines()[1] == began + 4s);
}

TEST_CASE("cancelling ends what is waited for and begins nothing more") {
  LookupStand stand;
  stand.add_saving("a", R"({"a": "1"})");
  stand.add_saving("b", R"({"b": "1"})");
  stand.transport->hang();
  asio::cancellation_signal signal;
  stand.start({}, signal.slot());
  signal.emit(asio::cancellation_type::terminal);
  stand.executor.poll();
  REQUIRE(stand.outcome);
  CHECK(stand.outcome->cancelled);
  CHECK(stand.statuses() == std::vector{Status::cancelled, Status::cancelled});
  CHECK(stand.transport->requests().size() == 1);
}

TEST_CASE("cancelling during a delay sends nothing") {
  LookupStand stand;
  stand.add_saving("a", R"({"a": "1"})", R"(, "delay": 5)");
  asio::cancellation_signal signal;
  stand.start({}, signal.slot());
  signal.emit(asio::cancellation_type::terminal);
  stand.executor.poll();
  REQUIRE(stand.outcome);
  CHECK(stand.statuses() == std::vector{Status::cancelled});
  CHECK(stand.transport->requests().empty());
}

TEST_CASE("certificates go unverified only where the host allows it and provides for it") {
  LookupStand stand;
  stand.add(R"("request": {"method": "GET", "verify": false})", "a");
  REQUIRE_FALSE(stand.make());
  CHECK(stand.make().error().message().find("allow_unverified") != std::string::npos);
  stand.services.allow_unverified = true;
  CHECK(stand.make().error().message().find("transport_for") != std::string::npos);
  std::optional<ContactRoute> asked;
  stand.services.transport_for = [&](const ContactRoute& route) {
    asked = route;
    return stand.transport;
  };
  REQUIRE(stand.make());
  CHECK_FALSE(asked->verify);
}

TEST_CASE("an integration with a proxy of its own gets a transport of its own") {
  LookupStand stand;
  stand.add(R"("request": {"method": "GET", "proxy": "http://proxy.example:3128"})", "a");
  CHECK(stand.make().error().message().find("/request/proxy") != std::string::npos);
  stand.services.transport_for = [&](const ContactRoute& route) {
    CHECK(route.proxy == "http://proxy.example:3128");
    return stand.transport;
  };
  CHECK(stand.make());
}

TEST_CASE("a secret that the host doesn't have, and a name that is there twice, are complaints") {
  LookupStand stand;
  stand.add(R"("credential": "custmer", "request": {"method": "GET",
      "authentication": {"type": "basic"}})",
            "a");
  stand.add(R"("request": {"method": "GET"})", "a");
  const auto made = stand.make();
  REQUIRE_FALSE(made);
  CHECK(made.error().complaints().size() == 2);
  CHECK(made.error().message().find("did you mean customer") != std::string::npos);
}
