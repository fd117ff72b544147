#include "contact/contact_plan.hpp"
#include "contact_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;
using contact::make_plan;
using contact::read_reply;

namespace {

ContactCredentials credentials() {
  ContactCredentials made;
  made.emplace("key", ContactCredential(Secret::literal("s3cret")));
  return made;
}

contact::Plan plan(const ContactLookupConfig& config, const Variables& scopes = scopes_of()) {
  auto made = make_plan(*config.state(), scopes, credentials());
  if (!made) FAIL(made.error().message());
  return std::move(*made);
}

contact::Reply read(const ContactLookupConfig& config, int status, std::string body,
                    std::vector<http::Field> fields = {}) {
  return read_reply(*config.state(), scopes_of(), plan(config).shown,
                    http::Response(status, std::move(fields), std::move(body)),
                    std::chrono::milliseconds(250));
}

std::string saved(const contact::Reply& reply) {
  return boost::json::serialize(reply.save);
}

ContactLookupConfig saving(std::string_view save) {
  return config_of(
      around(R"("request": {"method": "GET"}, "response": {"save": )" + std::string(save) + "}"));
}

}  // namespace

TEST_CASE("the source page's request is planned for a caller") {
  const auto made = plan(config_of(around(source_page)));
  CHECK(made.request.method == http::Method::get);
  CHECK(made.request.url.to_string() == "https://crm.example/customers?phone=%2B12223334444");
  CHECK(made.request.body.empty());
}

TEST_CASE("the source page's reply becomes attached data, and what is absent is left out") {
  const auto reply = read(config_of(around(source_page)), 200, R"({"id": 7, "properties": {
      "firstname": "Kim", "company": null}, "tickets": [{"id": "T1"}, {"id": "T2"}]})");
  CHECK(saved(reply) == R"({"customer_data":{"id":7,"firstname":"Kim","lastticket":"T2"}})");
  CHECK_FALSE(reply.error);
}

TEST_CASE("a placeholder alone keeps its type, {event} is an object there and a name elsewhere") {
  const auto made = plan(config_of(around(R"("request": {"method": "POST",
      "headers": {"X-Event": "{event}"}, "params": {"e": "{event}"},
      "body": {"contact": "{contact}", "p": "{contact.priority}", "e": "{event}",
               "t": "at {event} for {contact.source}", "none": "{contact.agent.id}"}})",
                                          "a", "https://crm.example/{event}")));
  CHECK(made.request.url.target() == "/Received?e=Received");
  REQUIRE(made.request.fields.size() == 1);
  CHECK(made.request.fields[0].value == "Received");
  const auto body = boost::json::parse(made.request.body);
  CHECK(body.at("contact").at("source") == "+12223334444");
  CHECK(body.at("p") == 5);
  CHECK(body.at("e").at("name") == "Received");
  CHECK(body.at("t") == "at Received for +12223334444");
  CHECK_FALSE(body.as_object().contains("none"));
}

TEST_CASE("a secret is sent, and masked wherever it could be shown") {
  const auto config = config_of(around(R"("request": {"method": "GET",
      "headers": {"X-Key": "{authentications.key}"}, "params": {"k": "{authentications.key}"}},
      "response": {"save": {"all": "{*}", "url": "{request.url}"}})"));
  auto made = plan(config);
  CHECK(made.request.url.target() == "/customers?k=s3cret");
  CHECK(made.request.fields.empty());
  REQUIRE(made.request.secret_fields.size() == 1);
  CHECK(made.request.secret_fields[0].value.resolve()->reveal() == "s3cret");
  const auto reply = read(config, 200, "{}");
  CHECK(saved(reply).find("s3cret") == std::string::npos);
  CHECK(boost::json::serialize(reply.debug).find("s3cret") == std::string::npos);
}

TEST_CASE("an echo gets no secret, for what it gets comes back as data") {
  const auto config = config_of(around(R"("request": {"method": "POST",
      "body": {"k": "{authentications.key}"}})",
                                       "a", "edi://echo"));
  CHECK(plan(config).request.body == R"({"k":"********"})");
}

TEST_CASE("a line break in a value can't reach a header") {
  const auto config =
      config_of(around(R"("request": {"method": "GET", "headers": {"X": "{contact.source}"}})"));
  const auto made = make_plan(*config.state(), scopes_of(R"({"source": "a\r\nb"})"), {});
  REQUIRE_FALSE(made);
  CHECK(made.error() == Errc::invalid_value);
}

TEST_CASE("headers, status, duration and text of a reply can be saved") {
  const auto reply = read(saving(R"({"t": "{response.text}", "h": "{response.headers.X-Id}",
      "s": "{response.status}", "d": "{response.duration}", "m": "{request.method}",
      "c": "{config_id}", "b": "{debug.response.status}"})"),
                          201, "hello", {{"x-ID", "9"}});
  CHECK(saved(reply) ==
        R"({"t":"hello","h":"9","s":201,"d":2.5E-1,"m":"GET","c":"customer","b":201})");
}

TEST_CASE("a reply that isn't JSON saves nothing that is read out of it") {
  const auto reply =
      read(saving(R"({"a": "{response.body.id}", "s": "{response.status}"})"), 200, "<html>");
  CHECK(reply.error == Errc::invalid_json);
  CHECK(reply.save.is_null());
}

TEST_CASE("a status other than 2xx saves and sets nothing, and can still be shown") {
  const auto reply = read(saving(R"({"s": "{response.status}"})"), 404, R"({"message": "no"})");
  CHECK(reply.error == Errc::http_status);
  CHECK(reply.error.http_status() == 404);
  CHECK(reply.save.is_null());
  CHECK(reply.debug.at("response").at("body").at("message") == "no");
}

TEST_CASE("what the server calls as no XML element may be called is left out and told") {
  const auto reply = read(saving(R"({"all": "{response.body}"})"), 200, R"({"a b": 1, "c": 2})");
  CHECK(saved(reply) == R"({"all":{"c":2}})");
  REQUIRE(reply.notes.size() == 1);
  CHECK(reply.notes[0].find("1 keys") == 0);
}

TEST_CASE("data that came out empty is no data") {
  CHECK(saved(read(config_of(around(source_page)), 200, "{}")) == "{}");
}
