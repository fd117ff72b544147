#include "exchange/facts.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace crmlink::bench {
namespace {

constexpr std::array<Fact, 5> facts = {{
    {"ANI", "+12223334444"},
    {"DNIS", "18005550100"},
    {"CALL_ID", "b3f1c9d2-77aa-4a0e-9f52-1f0c8e6a2d11"},
    {"QUEUE_NAME", "Customer service \"gold\", second line, north-east, weekdays"},
    {"FROM", "+12223334444"},
}};

constexpr std::string_view body =
    R"({"phone_number":"+12223334444","dnis":"18005550100",)"
    R"("call_id":"call-b3f1c9d2-77aa-4a0e-9f52-1f0c8e6a2d11",)"
    R"~("queue":"Customer service \"gold\", second line, north-east, weekdays (18005550100)",)~"
    R"("caller":"+12223334444","source":"ivr"})";
static_assert(body.size() == 230);

constexpr std::array<ExpectedParameter, 8> parameters = {{
    {"language", "fr", true, false},
    {"customer_name", "Kim Example", true, true},
    {"account_number", "000123456789", false, true},
    {"vip", "true", true, false},
    {"region", "north", false, false},
    {"representative", "Lee \"Ace\" Example", true, false},
    {"balance", "1024.10", true, false},
    {"last_contact", "2026-01-05 09:00", false, true},
}};

constexpr std::array<ExpectedField, 8> fields = {{
    {"data.items[0].id", "00QHs00001ZTNTxMAP"},
    {"data.items[0].name", "Kim Example"},
    {"data.items[0].phones[0].number", "+12223334444"},
    {"data.items[0].company.name", "Example \"North\" Ltd"},
    {"data.items[0].company.segment", "gold"},
    {"data.items[0].owner.email", "lee@crm.example"},
    {"data.items[0].status", "active"},
    {"meta.page", "1"},
}};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string text_of(bool flag) {
  return flag ? "true" : "false";
}

std::string make_dip_reply() {
  std::string out = R"({"parameters":{)";
  for (const auto& parameter : parameters) {
    if (out.back() != '{') out += ',';
    out.append("\"").append(parameter.name).append(R"(":{"value":")");
    out.append(escaped(parameter.value)).append(R"(","displayToAgent":")");
    out.append(text_of(parameter.display_to_agent)).append(R"(","saveToDatabase":")");
    out.append(text_of(parameter.save_to_database)).append("\"}");
  }
  return out + "}}";
}

// An account as CRMs answer a search: much more than anybody asked for.
std::string make_crm_reply() {
  std::string out =
      R"({"meta":{"page":"1","pages":1,"per_page":25,"total":1,"took_ms":14.25,"cursor":null},)"
      R"("data":{"items":[{"id":"00QHs00001ZTNTxMAP","type":"account","name":"Kim Example",)"
      R"("status":"active","created_at":"2024-03-14T08:15:30Z","updated_at":"2026-01-05T09:00:00Z",)"
      R"("phones":[{"type":"mobile","number":"+12223334444","verified":true},)"
      R"({"type":"office","number":"+12223330000","verified":false}],)"
      R"("emails":[{"type":"work","address":"kim@example.com","verified":true}],)"
      R"("company":{"id":8812,"name":"Example \"North\" Ltd","segment":"gold",)"
      R"("address":{"street":"1 Example Street","city":"Exampleton","zip":"12345","country":"US"}},)"
      R"("owner":{"id":77,"name":"Lee Example","email":"lee@crm.example","active":true},)"
      R"("custom_fields":[)";
  for (int i = 0; i < 13; ++i) {
    if (i != 0) out += ',';
    out += R"({"id":)" + std::to_string(36000 + i) + R"(,"label":"Field )" + std::to_string(i);
    out += R"(","value":"text )" + std::to_string(i * 7) + R"("})";
  }
  out += R"(],"tags":["vip","north-east","renewal-2026"],"open_cases":2,"balance":1024.10}]},)";
  out += R"("links":{"self":"/accounts?phone=%2B12223334444","next":null}})";
  return out;
}

}  // namespace

std::span<const Fact> call_facts() noexcept {
  return facts;
}

std::string_view dip_body() noexcept {
  return body;
}

const std::string& dip_reply() {
  static const std::string reply = make_dip_reply();
  return reply;
}

std::span<const ExpectedParameter> expected_parameters() noexcept {
  return parameters;
}

const std::string& crm_reply() {
  static const std::string reply = make_crm_reply();
  return reply;
}

std::span<const ExpectedField> expected_fields() noexcept {
  return fields;
}

void ReplyCheck::parameter(std::string_view name, std::string_view value, bool agent,
                           bool database) {
  if (seen_ >= parameters.size()) give_up("too many parameters");
  const auto& expected = parameters[seen_++];
  if (name != expected.name || value != expected.value || agent != expected.display_to_agent ||
      database != expected.save_to_database)
    give_up("a wrong parameter");
}

void ReplyCheck::field(std::string_view value) {
  if (seen_ >= fields.size() || value != fields[seen_++].value) give_up("a wrong field");
}

void ReplyCheck::end(Work work) const {
  const auto expected = work == Work::dip ? parameters.size() : fields.size();
  if (seen_ != expected) give_up("an incomplete reply");
}

void give_up(std::string_view what) {
  std::fprintf(stderr, "exchange_bench: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

}  // namespace crmlink::bench
