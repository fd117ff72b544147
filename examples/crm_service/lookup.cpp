#include "lookup.hpp"

namespace crm_service {
namespace {

std::optional<Account> find_caller(CrmDatabase& database, const crmlink::DataDipRequest& request) {
  if (const auto number = request.find("account_number"))
    return database.account_by_number(*number);
  if (const auto phone = request.find("phone_number")) return database.account_by_phone(*phone);
  return std::nullopt;
}

}  // namespace

crmlink::DataDipReply look_up(CrmDatabase& database, const crmlink::DataDipRequest& request) {
  constexpr bool display_to_agent = true;
  constexpr bool save_to_database = true;
  crmlink::DataDipReply reply;
  const auto account = find_caller(database, request);
  if (!account) return reply;
  reply.set("first_name", account->first_name)
      .set("name", account->name, display_to_agent)
      .set("tier", account->tier, display_to_agent)
      .set("language", account->language)
      .set("open_tickets", std::to_string(account->open_records), display_to_agent)
      .set("customer_id", account->customer_id, false, save_to_database);
  return reply;
}

}  // namespace crm_service
