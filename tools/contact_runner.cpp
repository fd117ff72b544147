#include "contact_runner.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <utility>

#include "crmlink/http/resilient_transport.hpp"
#include "interruption.hpp"

namespace crmlink::tool {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

json::object json_of(const ContactAgent& agent) {
  json::object object;
  if (!agent.id.empty()) object["id"] = agent.id;
  if (!agent.number.empty()) object["number"] = agent.number;
  if (!agent.chat_address.empty()) object["chat_address"] = agent.chat_address;
  return object;
}

json::object json_of(const ContactQueue& queue) {
  json::object object;
  if (!queue.id.empty()) object["id"] = queue.id;
  if (!queue.address.empty()) object["address"] = queue.address;
  return object;
}

/// Lives on one thread, inside run().
class Runner {
 public:
  explicit Runner(ContactPlan plan) : plan_(std::move(plan)) {}

  Result<ContactRun> run() {
    const auto lookup = ContactLookup::make(plan_.configs, transport(plan_.client), services());
    if (!lookup) return lookup.error();
    Interruption interruption(context_, [this] { interrupt(); });
    interruption_ = &interruption;
    ContactCallOptions options;
    options.debug = plan_.debug;
    lookup->async_run(plan_.scopes, std::move(options),
                      asio::bind_cancellation_slot(interruption.slot(), [this](ContactOutcome end) {
                        run_.outcome = std::move(end);
                        waited_ = true;
                        end_if_idle();
                      }));
    context_.run();
    tell_background();
    return std::move(run_);
  }

 private:
  std::shared_ptr<http::Transport> transport(const http::ClientOptions& options) {
    clients_.push_back(std::make_shared<http::Client>(context_.get_executor(), options));
    http::ResilienceServices services(context_.get_executor());
    services.logger = plan_.logger;
    return std::make_shared<http::ResilientTransport>(clients_.back(), services, plan_.resilience);
  }

  /// The client always verifies; the other proxy is had by another client.
  std::shared_ptr<http::Transport> route(const ContactRoute& wanted) {
    if (!wanted.verify) return nullptr;
    auto options = plan_.client;
    options.proxy = http::ProxyOptions();
    if (wanted.proxy != "no") options.proxy.url = wanted.proxy;
    return transport(options);
  }

  ContactServices services() {
    ContactServices services(context_.get_executor());
    services.logger = plan_.logger;
    services.credentials = plan_.credentials;
    services.setters = setters();
    services.transport_for = [this](const ContactRoute& wanted) { return route(wanted); };
    services.on_background_end = [this](const ContactStep& step) {
      ended_.push_back(step);
      end_if_idle();
    };
    return services;
  }

  /// Only remember what would be set.
  ContactSetters setters() {
    ContactSetters setters;
    setters.priority = [this](std::uint64_t priority) { return keep("priority", priority); };
    setters.queue = [this](const ContactQueue& queue) { return keep("queue", json_of(queue)); };
    setters.preferred_agent = [this](const ContactAgent& agent) {
      return keep("preferredAgent", json_of(agent));
    };
    setters.required_agents = [this](const std::vector<ContactAgent>& agents) {
      json::array list;
      for (const auto& agent : agents)
        list.emplace_back(json_of(agent));
      return keep("requiredAgents", std::move(list));
    };
    return setters;
  }

  Result<> keep(std::string_view kind, json::value value) {
    run_.set[kind] = std::move(value);
    return {};
  }

  static bool is_started(const ContactStep& step) {
    return step.status == ContactStepStatus::started;
  }

  void end_if_idle() {
    if (!waited_) return;
    const auto& steps = run_.outcome.steps;
    const auto started = std::count_if(steps.begin(), steps.end(), is_started);
    if (interruption_->came()) return abandon();
    if (static_cast<std::size_t>(started) != ended_.size()) return;
    interruption_->stop();
    close();
  }

  void interrupt() {
    if (plan_.on_interrupt) plan_.on_interrupt();
    if (waited_) abandon();
  }

  /// What nobody waits for goes on when the operation is cancelled, but not beyond the tool's end.
  void abandon() {
    close();
    context_.stop();
  }

  void close() {
    for (const auto& client : clients_)
      client->close();
  }

  void tell_background() {
    for (auto& step : run_.outcome.steps) {
      if (!is_started(step)) continue;
      run_.background.insert(step.name);
      const auto same = [&step](const ContactStep& each) { return each.name == step.name; };
      const auto ended = std::find_if(ended_.begin(), ended_.end(), same);
      if (ended != ended_.end())
        step = std::move(*ended);
      else
        step.note = "left behind by Ctrl-C";
    }
  }

  ContactPlan plan_;
  ContactRun run_;
  std::vector<ContactStep> ended_;
  bool waited_ = false;
  Interruption* interruption_ = nullptr;
  asio::io_context context_{1};
  std::vector<std::shared_ptr<http::Client>> clients_;
};

}  // namespace

Result<ContactRun> run_contact_lookups(ContactPlan plan) {
  return Runner(std::move(plan)).run();
}

}  // namespace crmlink::tool
