#include "crm_runner.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>

#include "crmlink/http/authenticated_transport.hpp"
#include "crmlink/http/file_token_store.hpp"
#include "crmlink/http/resilient_transport.hpp"
#include "interruption.hpp"

namespace crmlink::tool {
namespace {

namespace asio = boost::asio;

std::shared_ptr<http::Transport> make_transport(const asio::any_io_executor& executor,
                                                const std::shared_ptr<http::Client>& client,
                                                const CrmPlan& plan) {
  http::ResilienceServices services(executor);
  services.logger = plan.logger;
  const auto resilient =
      std::make_shared<http::ResilientTransport>(client, services, plan.resilience);
  if (plan.config.auth().kind == http::AuthKind::none) return resilient;
  http::AuthServices auth(executor);
  auth.logger = plan.logger;
  if (!plan.store_file.empty())
    auth.store = std::make_shared<http::FileTokenStore>(executor, plan.store_file);
  return std::make_shared<http::AuthenticatedTransport>(resilient, auth, plan.config.auth());
}

}  // namespace

CrmOutcome run_on_crm(CrmPlan plan) {
  asio::io_context context(1);
  const auto client = std::make_shared<http::Client>(context.get_executor(), plan.client);
  CrmServices services(context.get_executor());
  services.logger = plan.logger;
  const GenericCrm crm(plan.config, make_transport(context.get_executor(), client, plan), services);

  Interruption interruption(context, plan.on_interrupt);
  CrmOutcome outcome;
  plan.start(crm, plan.call,
             asio::bind_cancellation_slot(interruption.slot(), [&](CrmOutcome result) {
               outcome = std::move(result);
               interruption.stop();
               client->close();
             }));
  context.run();
  return outcome;
}

}  // namespace crmlink::tool
