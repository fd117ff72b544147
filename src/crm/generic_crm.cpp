#include "crmlink/crm/generic_crm.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <exception>
#include <utility>

#include "core/completion.hpp"
#include "crm/crm_flow.hpp"
#include "crm/crm_world.hpp"

namespace crmlink {
namespace {

namespace asio = boost::asio;

/// An operation under way: what its handler and its cancellation have in common.
struct Run {
  Run(CrmFlow of_flow, GenericCrm::Handler handler, const asio::any_io_executor& home)
      : flow(std::move(of_flow)), completion(std::move(handler), home) {}

  CrmFlow flow;
  asio::cancellation_signal signal;
  Completion<CrmOutcome> completion;
};

CrmOutcome cancelled() {
  CrmOutcome outcome;
  outcome.status = CrmStatus::cancelled;
  outcome.error = Errc::cancelled;
  return outcome;
}

/// Starts `begin(flow)` on a strand of its own.
template <class Begin>
void spawn(const std::shared_ptr<CrmWorld>& world, CrmFlow flow, GenericCrm::Handler handler,
           Begin begin) {
  const auto& executor = world->services.executor;
  const auto run = std::make_shared<Run>(std::move(flow), std::move(handler), executor);
  const auto strand = asio::make_strand(executor);
  run->completion.on_cancel([weak = std::weak_ptr(run), strand] {
    asio::post(strand, [weak] {
      if (const auto live = weak.lock()) live->signal.emit(asio::cancellation_type::terminal);
    });
  });
  asio::co_spawn(
      strand, begin(run->flow),
      asio::bind_cancellation_slot(
          run->signal.slot(), [run](const std::exception_ptr& failed, CrmOutcome outcome) {
            run->completion.complete(failed ? cancelled() : std::move(outcome));
          }));
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
  CrmFlow flow(world_, step.variables, std::move(options));
  spawn(world_, std::move(flow), std::move(handler),
        [&step](CrmFlow& started) { return started.resume(std::move(step)); });
}

}  // namespace crmlink
