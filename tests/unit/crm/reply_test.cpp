#include <boost/json/value.hpp>

#include "crm_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

const Variables kim{{"PHONE_NUMBER", "+1 222 333 4444"}, {"EMAIL", "Kim@Crm.example"}};

CrmReply read(std::string_view operation, std::string_view members, int status, std::string body,
              std::vector<http::Field> fields = {}) {
  const auto endpoint = endpoint_of(
      operation, R"({"url": "https://crm.example/{ACCOUNT_ID}", "method": "POST")" +
                     std::string(members.empty() ? "" : ", ") + std::string(members) + "}");
  return endpoint.read(http::Response(status, std::move(fields), std::move(body)), kim);
}

CrmReply find(std::string_view members, int status, std::string body) {
  return read("find_account", members, status, std::move(body));
}

CrmReply create(std::string_view members, int status, std::string body,
                std::vector<http::Field> fields = {}) {
  return read("create_account", members, status, std::move(body), std::move(fields));
}

}  // namespace

TEST_CASE("an id is found where the configuration says, and kept as it is spelled") {
  CHECK(find("", 200, R"({"id": 123})").id() == "123");
  CHECK(find("", 200, R"({"id": "a-b"})").id() == "a-b");
  CHECK(find("", 200, R"({"id": 9223372036854775807})").id() == "9223372036854775807");
  CHECK(find("", 200, R"({"x": 12345678901234567890123, "id": 12345678901234567890124})").id() ==
        "12345678901234567890124");
  CHECK(find("", 200, R"({"id": 1.50})").id() == "1.50");
  CHECK(find(R"("response": "data[0]", "id": "key.value")", 200,
             R"({"data": [{"key": {"value": 7}}]})")
            .id() == "7");
  CHECK(find(R"("response": "result[0]")", 200, R"({"result": [55]})").id() == "55");
  CHECK(find("", 200, "1").id() == "1");
}

TEST_CASE("a create's id may be in a header alone") {
  const auto reply = create(R"("id_header": "Location")", 201, "",
                            {{"Location", "https://crm.example/accounts/77/?x=1"}});
  CHECK(reply.verdict == CrmVerdict::found);
  CHECK(reply.id() == "77");
}

TEST_CASE("a list gives its first element, unless the choice is another") {
  constexpr auto* two = R"({"a": [{"id": 1, "at": "2026-01-01"}, {"id": 2, "at": "2026-02-01"}]})";
  const auto with = [&](std::string_view more) {
    return find(R"("response": "a")" + std::string(more), 200, two);
  };
  CHECK(with("").id() == "1");
  CHECK(with("").candidates == 2);
  CHECK(with(R"(, "on_multiple": "newest", "newest_by": "at")").id() == "2");
  CHECK(with(R"(, "on_multiple": "none")").verdict == CrmVerdict::not_found);
  const auto ask = with(R"(, "on_multiple": "ask")");
  CHECK(ask.verdict == CrmVerdict::ambiguous);
  CHECK(ask.id().empty());
  REQUIRE(ask.objects.size() == 2);
  CHECK(ask.objects[1].value()->at("at").as_string() == "2026-02-01");
}

TEST_CASE("a match that isn't the one that was searched for is none") {
  constexpr auto* rule = R"("response": "a", "verify_match":
      [{"field": "phone", "value": "{PHONE_NUMBER}"}, {"field": "mails", "value": "{EMAIL}"},
       {"field": "uid", "value": "{CUSTOM_USER_ID}"}])";
  const auto reply = find(rule, 200, R"({"a": [{"id": 1, "phone": "+12223334445"}, {"id": 2},
      {"id": 3, "phone": "(222) 333-4444"}, {"id": 4, "mails": ["x", "kim@crm.EXAMPLE"]}]})");
  CHECK(reply.id() == "3");
  CHECK(reply.candidates == 4);
  CHECK(reply.unverified == 2);
  const auto none = find(rule, 200, R"({"a": [{"id": 1, "phone": "+12223334445", "uid": ""}]})");
  CHECK(none.verdict == CrmVerdict::not_found);
  CHECK(none.unverified == 1);
}

TEST_CASE("the same digits in another country aren't the same number") {
  const auto found = [](std::string_view wanted, std::string_view has) {
    const auto endpoint = endpoint_of("find_account", R"({"url": "https://crm.example/",
        "method": "GET", "verify_match": {"field": "p", "value": "{PHONE_NUMBER}"}})");
    const auto body = R"({"id": 1, "p": ")" + std::string(has) + "\"}";
    return endpoint.read(http::Response(200, {}, body), {{"PHONE_NUMBER", wanted}}).verdict ==
           CrmVerdict::found;
  };
  CHECK(found("+12223334444", "2223334444"));
  CHECK_FALSE(found("+442223334444", "2223334444"));
  CHECK_FALSE(found("+442223334444", "+12223334444"));
  CHECK(found("123", "123"));
  CHECK_FALSE(found("123", "1-23"));
  CHECK_FALSE(found("anonymous", ""));
}

TEST_CASE("not found is what the configuration says, or a success without an id") {
  CHECK(find("", 200, R"({})").verdict == CrmVerdict::not_found);
  CHECK(find(R"("response": "a")", 200, R"({"a": []})").verdict == CrmVerdict::not_found);
  CHECK(find("", 200, "[]").verdict == CrmVerdict::not_found);
  CHECK(find("", 200, "").verdict == CrmVerdict::not_found);
  CHECK(find("", 204, "").verdict == CrmVerdict::not_found);
  CHECK(find("", 200, R"({"id": null})").verdict == CrmVerdict::not_found);
  CHECK(find("", 200, R"({"id": ""})").verdict == CrmVerdict::not_found);
  CHECK(find(R"("not_found": {"statuses": [403]})", 403, "no").verdict == CrmVerdict::not_found);
  CHECK(read("find_account_by_id", "", 404, "").verdict == CrmVerdict::not_found);
}

TEST_CASE("a search that failed isn't one that found nobody") {
  CHECK(find("", 404, "").verdict == CrmVerdict::failed);
  CHECK(find("", 500, "").verdict == CrmVerdict::failed);
  CHECK(find("", 302, "").verdict == CrmVerdict::failed);
  const auto page = find("", 200, "<html>Log in</html>");
  CHECK(page.verdict == CrmVerdict::failed);
  CHECK(page.error == Errc::invalid_response);
  CHECK(page.error.message() == "find_account: unusable reply: a web page instead of JSON");
  CHECK(find("", 200, R"({"id": {"a": 1}})").verdict == CrmVerdict::failed);
  CHECK(find("", 200, R"({"id": true})").verdict == CrmVerdict::failed);
  const auto hidden = find(R"("failure": {"path": "error", "exists": true})", 200,
                           R"({"error": "out of order", "id": 1})");
  CHECK(hidden.verdict == CrmVerdict::failed);
  CHECK(hidden.error.server_text().find("out of order") != std::string::npos);
  CHECK(hidden.error.message().find("out of order") == std::string::npos);
}

TEST_CASE("a create that the CRM refuses as a duplicate uses what is there") {
  constexpr auto* conflict = R"("conflict": {"when": {"statuses": [409]}, "id": "existing.id"})";
  const auto reply = create(conflict, 409, R"({"existing": {"id": 9}})");
  CHECK(reply.verdict == CrmVerdict::conflict);
  CHECK(reply.id() == "9");
  CHECK(create(conflict, 409, R"({"existing": {}})").verdict == CrmVerdict::failed);
  CHECK(create(conflict, 409, "<html>").verdict == CrmVerdict::failed);
  CHECK(create("", 409, R"({"id": 9})").verdict == CrmVerdict::failed);
}

TEST_CASE("the id of what exists already may be a word within a text") {
  constexpr auto* conflict =
      R"("conflict": {"when": {"statuses": [409]}, "id": "message", "id_after": "Existing ID: "})";
  const auto id_in = [&](const std::string& text) {
    return std::string(create(conflict, 409, R"({"message": ")" + text + "\"}").id());
  };
  CHECK(id_in("Contact already exists. Existing ID: 4711") == "4711");
  CHECK(id_in("Existing ID: a-1. Use it.") == "a-1");
  CHECK(id_in("It exists already").empty());
  CHECK(id_in("Existing ID: ").empty());
}

TEST_CASE("a create that succeeds without an id is done, and so is an update without a body") {
  CHECK(create("", 201, "").verdict == CrmVerdict::done);
  CHECK(create("", 200, "{}").verdict == CrmVerdict::done);
  CHECK(read("update_record", "", 204, "").verdict == CrmVerdict::done);
  CHECK(read("comment", "", 200, "OK").verdict == CrmVerdict::done);
  CHECK(read("comment", "", 200, "<html>Log in</html>").verdict == CrmVerdict::failed);
}
