#include "crmlink/crm/generic_crm.hpp"

#include <utility>

#include "crm/crm_chain.hpp"
#include "crm/crm_flow.hpp"
#include "crm/crm_spawn.hpp"
#include "crm/crm_world.hpp"

namespace crmlink {
namespace {

/// Starts `begin(flow)` on a strand of its own.
template <class Begin>
void spawn(const std::shared_ptr<CrmWorld>& world, CrmFlow flow, GenericCrm::Handler handler,
           Begin begin) {
  spawn_on_crm(world->services.executor, std::move(flow), std::move(handler), begin);
}

}  // namespace

GenericCrm::GenericCrm(CrmConfig config, std::shared_ptr<http::Transport> transport,
                       CrmServices services) {
  if (!services.clock) services.clock = make_system_clock(services.executor);
  world_ = std::make_shared<CrmWorld>(std::move(config), std::move(transport), std::move(services));
}

GenericCrm::GenericCrm(const GenericCrm&) = default;
GenericCrm::GenericCrm(GenericCrm&&) noexcept = default;
GenericCrm& GenericCrm::operator=(const GenericCrm&) = default;
GenericCrm& GenericCrm::operator=(GenericCrm&&) noexcept = default;
GenericCrm::~GenericCrm() = default;

const CrmConfig& GenericCrm::config() const noexcept {
  return world_->config;
}

const boost::asio::any_io_executor& GenericCrm::executor() const noexcept {
  return world_->services.executor;
}

void GenericCrm::start_account(Variables variables, CrmCallOptions options, Handler handler) const {
  spawn(world_, CrmFlow(world_, std::move(variables), std::move(options)), std::move(handler),
        [](CrmFlow& flow) { return flow.find_or_create_account(); });
}

void GenericCrm::start_record(Variables variables, CrmCallOptions options, Handler handler) const {
  spawn(world_, CrmFlow(world_, std::move(variables), std::move(options)), std::move(handler),
        [](CrmFlow& flow) { return flow.find_or_create_record(); });
}

void GenericCrm::start_run(CrmOperation operation, Variables variables, CrmCallOptions options,
                           Handler handler) const {
  spawn(world_, CrmFlow(world_, std::move(variables), std::move(options)), std::move(handler),
        [operation](CrmFlow& flow) { return flow.run(operation); });
}

void GenericCrm::start_upload(CrmFile file, Variables variables, CrmCallOptions options,
                              Handler handler) const {
  const auto shared = std::make_shared<const CrmFile>(std::move(file));
  spawn(world_, CrmFlow(world_, std::move(variables), std::move(options)), std::move(handler),
        [&shared](CrmFlow& flow) { return flow.upload(shared); });
}

void GenericCrm::start_resume(DeferredCrmStep step, CrmCallOptions options, Handler handler) const {
  CrmChain chain(world_, step.variables, std::move(options));
  spawn_on_crm(world_->services.executor, std::move(chain), std::move(handler),
               [&step](CrmChain& started) { return started.resume(std::move(step)); });
}

}  // namespace crmlink
