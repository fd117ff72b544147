#include "crmlink/contact/contact_lookup.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <exception>
#include <utility>

#include "contact/contact_flow.hpp"
#include "core/completion.hpp"

namespace crmlink {
namespace {

namespace asio = boost::asio;

/// An operation under way: what its handler and its cancellation have in common.
struct ContactRun {
  ContactRun(ContactFlow of_flow, ContactLookup::Handler handler, const asio::any_io_executor& home)
      : flow(std::move(of_flow)), completion(std::move(handler), home) {}

  ContactFlow flow;
  asio::cancellation_signal signal;
  Completion<ContactOutcome> completion;
};

/// Returns what there is when a function of the host's threw: the data mustn't be lost.
ContactOutcome broken_off(ContactFlow& flow) {
  auto outcome = flow.end();
  outcome.cancelled = true;
  return outcome;
}

}  // namespace

std::string_view to_string(ContactStepStatus status) noexcept {
  constexpr std::string_view names[] = {"mismatch", "left_out", "skipped",  "started",
                                        "done",     "failed",   "cancelled"};
  return names[static_cast<std::size_t>(status)];
}

ContactLookup::ContactLookup(std::shared_ptr<ContactWorld> world) noexcept
    : world_(std::move(world)) {}

Result<ContactLookup> ContactLookup::make(std::vector<ContactLookupConfig> configs,
                                          std::shared_ptr<http::Transport> transport,
                                          ContactServices services) {
  if (!services.clock) services.clock = make_system_clock(services.executor);
  auto world = std::make_shared<ContactWorld>(std::move(services));
  auto complaints = world->add(std::move(configs), transport);
  if (complaints.empty()) return ContactLookup(std::move(world));
  ErrorInfo info(Errc::invalid_configuration);
  info.complaints = std::move(complaints);
  return Error(std::move(info));
}

void ContactLookup::start_run(Variables scopes, ContactCallOptions options, Handler handler) const {
  const auto executor = world_->services.executor;
  ContactFlow flow(world_, std::move(scopes), std::move(options));
  const auto run = std::make_shared<ContactRun>(std::move(flow), std::move(handler), executor);
  const auto strand = asio::make_strand(executor);
  run->completion.on_cancel([weak = std::weak_ptr(run), strand] {
    asio::post(strand, [weak] {
      if (const auto live = weak.lock()) live->signal.emit(asio::cancellation_type::terminal);
    });
  });
  asio::co_spawn(
      strand, run->flow.run(),
      asio::bind_cancellation_slot(
          run->signal.slot(), [run](const std::exception_ptr& failed, ContactOutcome outcome) {
            run->completion.complete(failed ? broken_off(run->flow) : std::move(outcome));
          }));
}

}  // namespace crmlink
