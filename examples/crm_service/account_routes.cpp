#include "account_routes.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "lookup.hpp"
#include "request_json.hpp"

namespace crm_service {
namespace {

constexpr std::size_t longest_name = 500;
constexpr std::size_t longest_phone = 64;
constexpr std::size_t longest_email = 320;
constexpr std::size_t longest_language = 35;
constexpr std::string_view default_tier = "standard";

/// What accounts are searched by.
struct AccountQuery {
  std::string phone;
  std::string email;
};

/// A filter that isn't known must not be passed over: everybody would match.
std::optional<WebReply> read_query(const WebRequest& head, AccountQuery& query) {
  for (const auto& [name, value] : head.query) {
    std::string AccountQuery::* const member = name == "phone"   ? &AccountQuery::phone
                                               : name == "email" ? &AccountQuery::email
                                                                 : nullptr;
    if (member == nullptr) return problem(400, "query: expected phone or email");
    if (value.empty()) return problem(400, "query: " + name + " is empty");
    if (!(query.*member).empty()) return problem(400, "query: " + name + " is there twice");
    query.*member = value;
  }
  if (query.phone.empty() && query.email.empty())
    return problem(400, "query: expected phone or email");
  return std::nullopt;
}

Account read_account(RequestJson& body) {
  Account account;
  account.name = body.text("name", longest_name).value_or("");
  account.phone = body.text("phone", longest_phone).value_or("");
  account.email = body.text("email", longest_email).value_or("");
  account.language = body.text("language", longest_language).value_or("");
  account.tier = default_tier;
  if (account.name.empty()) account.name = account.phone.empty() ? account.email : account.phone;
  if (account.name.empty()) body.complain("expected name, phone or email");
  account.first_name = account.name.substr(0, account.name.find(' '));
  return account;
}

}  // namespace

boost::json::value to_json(const Account& account) {
  return boost::json::object{{"id", account.id},
                             {"customer_id", account.customer_id},
                             {"name", account.name},
                             {"phone", account.phone},
                             {"email", account.email},
                             {"account_number", account.account_number},
                             {"tier", account.tier},
                             {"language", account.language},
                             {"open_records", account.open_records},
                             {"created_at", account.created_at}};
}

WebReply find_accounts(Crm& crm, const Call& call) {
  AccountQuery query;
  if (auto refusal = read_query(call.head, query)) return *std::move(refusal);
  boost::json::array found;
  const auto by_phone = crm.database.account_by_phone(query.phone);
  if (by_phone) found.push_back(to_json(*by_phone));
  for (const auto& account : crm.database.accounts_by_email(query.email))
    if (!by_phone || account.id != by_phone->id) found.push_back(to_json(account));
  return json_reply(200, boost::json::object{{"accounts", std::move(found)}});
}

WebReply show_account(Crm& crm, const Call& call) {
  const auto account = crm.database.account(call.id);
  if (!account) return problem(404, "no such account");
  return json_reply(200, boost::json::object{{"account", to_json(*account)}});
}

WebReply create_account(Crm& crm, const Call& call) {
  RequestJson body(call.head.content_type, call.body);
  const auto account = read_account(body);
  if (auto refusal = body.refusal()) return *std::move(refusal);
  if (const auto taken = crm.database.account_by_phone(account.phone))
    return json_reply(409,
                      boost::json::object{{"error", "the phone is another account's"},
                                          {"account", boost::json::object{{"id", taken->id}}}});
  const auto created = crm.database.account(crm.database.add_account(account));
  auto reply = json_reply(201, boost::json::object{{"account", to_json(created.value())}});
  reply.fields.emplace_back("Location", "/api/accounts/" + std::to_string(created->id));
  return reply;
}

WebReply answer_dip(Crm& crm, const Call& call) {
  const auto asked = crmlink::parse_data_dip_request(call.head.authorization, call.body, crm.token);
  if (!asked) return problem(asked.error().http_status(), asked.error().detail());
  WebReply reply;
  reply.body = look_up(crm.database, *asked).to_json();
  return reply;
}

}  // namespace crm_service
