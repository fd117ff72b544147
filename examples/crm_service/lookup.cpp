#include "lookup.hpp"

namespace crm_service {
namespace {

const Customer* find_customer(const CustomerDirectory& customers,
                              const crmlink::DataDipRequest& request) {
  if (const auto account = request.find("account_number"))
    return customers.find_by_account(*account);
  if (const auto phone = request.find("phone_number")) return customers.find_by_phone(*phone);
  return nullptr;
}

}  // namespace

crmlink::DataDipReply look_up(const CustomerDirectory& customers,
                              const crmlink::DataDipRequest& request) {
  constexpr bool display_to_agent = true;
  constexpr bool save_to_database = true;
  crmlink::DataDipReply reply;
  const auto* const customer = find_customer(customers, request);
  if (customer == nullptr) return reply;
  reply.set("first_name", customer->first_name)
      .set("name", customer->first_name + ' ' + customer->last_name, display_to_agent)
      .set("tier", customer->tier, display_to_agent)
      .set("language", customer->language)
      .set("open_tickets", customer->open_tickets, display_to_agent)
      .set("customer_id", customer->customer_id, false, save_to_database);
  return reply;
}

}  // namespace crm_service
