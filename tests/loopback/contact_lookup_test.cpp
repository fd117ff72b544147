// Contact lookups on the wire, with servers that misbehave and callers who mean ill: a call is
// never dropped, and what the other integrations found is there.

#include <boost/json/object.hpp>

#include "loopback/contact_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;
using testing::Fault;
using testing::FaultServer;
using testing::FaultServerOptions;
using testing::ReceivedRequest;
using testing::Turn;
using Status = ContactStepStatus;

namespace {

constexpr auto* name = R"({"bad": "{response.body.name}"})";

/// What a server does wrong, and which error the step has then.
struct Case {
  Turn turn;
  bool tls;
  Errc error;
};

/// Replies whose start says who calls, so that one that is cut could be taken for whole.
Turn cut(Fault fault, std::optional<std::size_t> bytes = {}) {
  Turn turn(200, R"({"name": "Stranger", "more": "more and more"})");
  turn.fault = fault;
  turn.bytes = bytes;
  return turn;
}

std::vector<Case> cases() {
  using enum Errc;
  return {{Fault::html, false, invalid_json},
          {Fault::garbage, false, invalid_json},
          {{Fault::deep_json, 500'000}, false, invalid_json},
          {cut(Fault::short_length), false, invalid_json},
          {cut(Fault::long_length), false, connection_closed},
          {cut(Fault::close, 100), false, connection_closed},
          {cut(Fault::truncated_tls), true, connection_closed},
          {cut(Fault::doubled_length), false, malformed_response},
          {cut(Fault::bad_chunk), false, malformed_response},
          {Fault::reset, false, connection_reset},
          {Fault::oversized_header, false, header_too_large},
          {Fault::gzip_bomb, false, body_too_large},
          {Turn(200, R"({"name": "Stranger", "x": ")" + std::string(2'000'000, 'x') + "\"}"), false,
           body_too_large},
          {Turn(500, R"({"name": "Stranger"})"), false, http_status},
          {Turn(404, R"({"name": "Stranger"})"), false, http_status},
          {Fault::bad_retry_after, false, http_status},
          {Fault::tls_alert, true, tls_failed},
          {Fault::wrong_host_certificate, true, certificate_rejected},
          {Fault::expired_certificate, true, certificate_rejected},
          {Fault::self_signed_certificate, true, certificate_rejected}};
}

FaultServerOptions speaking(bool tls) {
  FaultServerOptions options;
  options.tls = tls;
  return options;
}

/// Checks that the integration that asked a bad server failed, and the other one didn't.
void check_only_good(const ContactStand& stand, const ContactOutcome& outcome) {
  CHECK(outcome.data.to_string() == R"({"good":"Ann"})");
  CHECK(outcome.agent_view.to_string() == R"({"good":"Ann"})");
  REQUIRE(outcome.steps.size() == 2);
  CHECK(outcome.steps[0].status == Status::failed);
  CHECK(outcome.steps[1].status == Status::done);
  CHECK_FALSE(outcome.cancelled);
  CHECK_FALSE(stand.lines().empty());
  CHECK_FALSE(stand.tells(outcome, "2223334444"));
  CHECK_FALSE(stand.tells(outcome, "Stranger"));
}

}  // namespace

TEST_CASE("a server that misbehaves costs a call its own data, not the others'") {
  const auto all = cases();
  const auto n = GENERATE_COPY(range(std::size_t{0}, all.size()));
  const auto& expected = all[n];
  CAPTURE(n, to_string(expected.turn.fault));
  FaultServer server(expected.turn, speaking(expected.tls));
  ContactStand stand;
  stand.add("bad", server.url("/bad"), name, R"(, "params": {"phone": "{contact.source}"})");
  stand.add_good();
  const auto outcome = stand.run(server.client_options());
  check_only_good(stand, outcome);
  CHECK(outcome.steps[0].error == expected.error);
}

TEST_CASE("an integration waits as long as its configuration says") {
  const auto fault = GENERATE(Fault::black_hole, Fault::drip, Fault::full_backlog);
  Turn turn(fault);
  turn.interval = std::chrono::hours(1);
  FaultServer server(turn);
  ContactStand stand;
  stand.add("bad", server.url("/bad"), name,
            R"(, "timeout": 0.2, "params": {"phone": "{contact.source}"})");
  stand.add_good();
  const auto outcome = stand.run();
  check_only_good(stand, outcome);
  CHECK(outcome.steps[0].error.is(Condition::timeout));
}

TEST_CASE("a server's error saves nothing, and can be looked at") {
  FaultServer server(Turn(500, R"({"name": "Stranger"})"));
  ContactStand stand;
  stand.add("bad", server.url("/bad"), name);
  const auto outcome = stand.run();
  CHECK(outcome.data.empty());
  CHECK(outcome.steps[0].http_status == 500);
  const auto* const debug = outcome.steps[0].debug.json().if_contains("response");
  REQUIRE(debug);
  CHECK(debug->at("status") == 500);
  CHECK(debug->at("body").at("name") == "Stranger");
}

TEST_CASE("a reply that isn't for the request is nobody's data") {
  // The second reply waits in the connection for whoever asks next.
  const auto asked = std::make_shared<int>(0);
  FaultServer server([asked](const ReceivedRequest&) {
    if (++*asked > 1) return Turn(200, R"({"name": "Ann"})");
    Turn turn(200, R"({"name": "Stranger"})");
    turn.fault = Fault::two_replies;
    return turn;
  });
  ContactStand stand;
  stand.add("first", server.url("/1"), R"({"first": "{response.status}"})");
  stand.add("second", server.url("/2"), R"({"second": "{response.body.name}"})");
  CHECK(stand.run().data.to_string() == R"({"first":200,"second":"Ann"})");
}

TEST_CASE("basic authentication arrives, and nobody tells") {
  FaultServer server(Turn(200, R"({"name": "Ann"})"));
  ContactStand stand;
  stand.credentials.emplace("mine", ContactCredential(Secret::literal("pa55word"), "ivr"));
  stand.add(R"({"events": ["Received"], "name": "a", "credential": "mine", "url": ")" +
            server.url("/a") + R"(", "request": {"method": "GET",
                "authentication": {"type": "basic"},
                "headers": {"X-Key": "{authentications.mine}"}},
              "response": {"save": {"who": "{response.body.name}", "all": "{debug}"}}})");
  const auto outcome = stand.run();
  CHECK(outcome.data.json().at("who") == "Ann");
  REQUIRE(server.requests().size() == 1);
  CHECK(server.requests()[0].field("authorization") == "Basic aXZyOnBhNTV3b3Jk");
  CHECK(server.requests()[0].field("x-key") == "pa55word");
  for (const auto* const secret : {"pa55word", "aXZyOnBhNTV3b3Jk"}) {
    CHECK_FALSE(stand.tells(outcome, secret));
    CHECK(outcome.data.to_string().find(secret) == std::string::npos);
    CHECK(outcome.steps[0].debug.to_string().find(secret) == std::string::npos);
  }
}

TEST_CASE("a client's credentials fetch a token at another server, and it arrives") {
  FaultServer tokens(
      Turn(200, R"({"access_token": "t0ken", "token_type": "bearer", "expires_in": 3600})"));
  FaultServer server(Turn(200, R"({"name": "Ann"})"));
  ContactStand stand;
  stand.credentials.emplace("a", ContactCredential(Secret::literal("s3cret")));
  stand.add("a", server.url("/a"), R"({"who": "{response.body.name}"})",
            R"(, "authentication": {"type": "oauth", "client_id": "me", "scope": ["x", "y"],
                 "access_token_url": ")" +
                tokens.url("/token") + "\"}");
  const auto outcome = stand.run();
  CHECK(outcome.data.to_string() == R"({"who":"Ann"})");
  REQUIRE(tokens.requests().size() == 1);
  CHECK(tokens.requests()[0].body.find("grant_type=client_credentials") != std::string::npos);
  CHECK(tokens.requests()[0].body.find("scope=x") != std::string::npos);
  CHECK(server.requests().at(0).field("authorization") == "Bearer t0ken");
  CHECK_FALSE(stand.tells(outcome, "t0ken"));
  CHECK_FALSE(stand.tells(outcome, "s3cret"));
}

TEST_CASE("without a token nothing is asked, and the call goes on") {
  FaultServer tokens(Turn(401, R"({"error": "invalid_client"})"));
  FaultServer server(Turn(200, R"({"name": "Stranger"})"));
  ContactStand stand;
  stand.credentials.emplace("bad", ContactCredential(Secret::literal("s3cret")));
  stand.add("bad", server.url("/a"), name,
            R"(, "authentication": {"type": "oauth", "client_id": "me", "access_token_url": ")" +
                tokens.url("/token") + "\"}");
  stand.add_good();
  check_only_good(stand, stand.run());
  CHECK(server.connections() == 0);
}

TEST_CASE("an integration isn't sent elsewhere, and its secret isn't") {
  FaultServer elsewhere(Turn(200, R"({"name": "Stranger"})"));
  FaultServer server(Turn(307, "moved", {{"Location", elsewhere.url("/x")}}));
  ContactStand stand;
  stand.credentials.emplace("bad", ContactCredential(Secret::literal("pa55word"), "ivr"));
  stand.add("bad", server.url("/a"), name, R"(, "authentication": {"type": "basic"})");
  stand.add_good();
  SECTION("by a client that doesn't follow") {
    const auto outcome = stand.run();
    check_only_good(stand, outcome);
    CHECK(outcome.steps[0].http_status == 307);
    CHECK(elsewhere.connections() == 0);
  }
  SECTION("a client that follows leaves the secret behind") {
    ClientOptions options;
    options.max_redirects = 1;
    stand.run(options);
    REQUIRE(elsewhere.requests().size() == 1);
    CHECK(elsewhere.requests()[0].count("authorization") == 0);
  }
}

TEST_CASE("a caller's values stay where the configuration puts them") {
  const std::string source = GENERATE(as<std::string>(), "+1&admin=1#x", "a b+c%0d%0aX-Evil:1",
                                      "../../admin?x=1", "\"}, \"admin\": {\"", "{event.name}",
                                      "http://evil.example/", "\xC3\xA9\xE2\x82\xAC", "\xFF\xFE");
  CAPTURE(source);
  FaultServer server(Turn(200, R"({"name": "Ann"})"));
  ContactStand stand;
  stand.add(R"({"events": ["Received"], "name": "a", "url": ")" +
            server.url("/a/{contact.source}") +
            R"(", "request": {"method": "POST", "params": {"phone": "{contact.source}", "z": 1},
                "body": {"from": "{contact.source}", "text": "of {contact.source}"}},
              "response": {"save": {"who": "{response.body.name}"}}})");
  const auto outcome = stand.run({}, source);
  CHECK(outcome.data.to_string() == R"({"who":"Ann"})");
  REQUIRE(server.requests().size() == 1);
  const auto request = server.requests()[0];
  // Nothing but what every value is encoded to: no separator of a path or of a query is in it.
  const auto target = request.target();
  const auto query = target.find('?');
  REQUIRE(query != std::string::npos);
  CHECK(target.substr(0, 3) == "/a/");
  CHECK(target.find_first_of("/&#?=\" ", 3) == query);
  const auto pairs = target.substr(query + 1);
  CHECK(pairs.substr(0, 6) == "phone=");
  CHECK(pairs.find_first_of("/&#?=\" +", 6) == pairs.size() - 4);
  CHECK(pairs.substr(pairs.size() - 4) == "&z=1");
  CHECK(request.field("host") == "127.0.0.1:" + std::to_string(server.port()));
  CHECK(request.count("x-evil") == 0);
  const auto body = boost::json::parse(request.body);
  CHECK(body.as_object().size() == 2);
  if (source != "\xFF\xFE") CHECK(body.at("from") == boost::json::value(source));
  if (source.size() > 3) CHECK_FALSE(stand.tells(outcome, source));
}

TEST_CASE("a caller's value that would make a header of its own isn't sent") {
  FaultServer server(Turn(200, R"({"name": "Stranger"})"));
  ContactStand stand;
  stand.add("bad", server.url("/a"), name, R"(, "headers": {"X-From": "<{contact.source}>"})");
  stand.add_good();
  const auto outcome = stand.run({}, "+12223334444\r\nX-Evil: 1");
  check_only_good(stand, outcome);
  CHECK(outcome.steps[0].error == Errc::invalid_value);
  CHECK(server.connections() == 0);
}

TEST_CASE("a caller's value in a header is one value") {
  FaultServer server(Turn(200, R"({"name": "Ann"})"));
  ContactStand stand;
  stand.add("a", server.url("/a"), R"({"who": "{response.body.name}"})",
            R"(, "headers": {"X-From": "<{contact.source}>"})");
  CHECK(stand.run({}, "a: b, c; \"d\"").data.to_string() == R"({"who":"Ann"})");
  CHECK(server.requests().at(0).field("x-from") == "<a: b, c; \"d\">");
}
