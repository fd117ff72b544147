#include "contact/contact_flow.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace crmlink {
namespace {

namespace asio = boost::asio;

constexpr std::size_t most_integrations = 3;

ContactStep step_of(const ContactLookupConfig& config, ContactStepStatus status, std::string note) {
  ContactStep step;
  step.name = config.name();
  step.status = status;
  step.note = std::move(note);
  return step;
}

asio::awaitable<bool> is_cancelled() {
  const auto state = co_await asio::this_coro::cancellation_state;
  co_return state.cancelled() != asio::cancellation_type::none;
}

}  // namespace

ContactFlow::ContactFlow(std::shared_ptr<ContactWorld> world, Variables scopes,
                         ContactCallOptions options)
    : world_(std::move(world)),
      scopes_(std::move(scopes)),
      options_(std::move(options)),
      settings_(world_->services.setters),
      data_(options_.data.json()) {}

asio::awaitable<ContactOutcome> ContactFlow::run() {
  co_await asio::this_coro::throw_if_cancelled(false);
  std::size_t ran = 0;
  for (const auto& integration : world_->integrations) {
    const auto& config = integration.config;
    auto mismatch = config.mismatch(scopes_);
    if (!mismatch.empty()) {
      outcome_.steps.push_back(step_of(config, ContactStepStatus::mismatch, std::move(mismatch)));
    } else if (ran == most_integrations) {
      outcome_.steps.push_back(
          step_of(config, ContactStepStatus::left_out, "three others ran before it"));
    } else {
      ++ran;
      auto step = co_await run_one(integration);
      outcome_.steps.push_back(std::move(step));
    }
  }
  outcome_.cancelled = co_await is_cancelled();
  co_return end();
}

asio::awaitable<ContactStep> ContactFlow::run_one(const ContactIntegration& integration) {
  const bool cancelled = co_await is_cancelled();
  if (cancelled) {
    auto step = step_of(integration.config, ContactStepStatus::cancelled, "");
    step.error = Errc::cancelled;
    co_return step;
  }
  if (!integration.config.blocks()) co_return start(integration);
  ContactExchange exchange(world_, integration, scopes_, options_);
  const auto reply = co_await exchange.run();
  auto step = std::move(exchange.step());
  if (step.status == ContactStepStatus::done) {
    save(integration.config, reply.save, step);
    settings_.apply(reply.set, step);
  }
  co_return step;
}

/// Starts one that nobody waits for: it goes on when the operation has ended or was cancelled.
ContactStep ContactFlow::start(const ContactIntegration& integration) const {
  auto options = options_;
  options.deadline.reset();
  auto exchange =
      std::make_shared<ContactExchange>(world_, integration, scopes_, std::move(options));
  const auto run = [](std::shared_ptr<ContactExchange> started,
                      std::shared_ptr<ContactWorld> world) -> asio::awaitable<void> {
    const auto reply = co_await started->run();
    static_cast<void>(reply);
    if (world->services.on_background_end) world->services.on_background_end(started->step());
  };
  const auto strand = asio::make_strand(world_->services.executor);
  asio::co_spawn(strand, run(std::move(exchange), world_), asio::detached);
  return step_of(integration.config, ContactStepStatus::started, "");
}

void ContactFlow::save(const ContactLookupConfig& config, const boost::json::value& saved,
                       ContactStep& step) {
  const auto* const members = saved.if_object();
  if (!members) return;
  for (const auto& [name, value] : *members) {
    if (!views_.save(config, name)) step.overwritten.emplace_back(name);
    step.saved.emplace_back(name);
    data_[name] = value;
  }
}

ContactOutcome ContactFlow::end() {
  outcome_.data = AttachedData(std::move(data_));
  const auto fields = views_.of(outcome_.data, world_->integrations);
  outcome_.agent_view = outcome_.data.view(fields.agent);
  outcome_.statistics_view = outcome_.data.view(fields.statistics);
  return std::move(outcome_);
}

}  // namespace crmlink
