#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contact_stand.hpp"
#include "crmlink/contact/contact_lookup.hpp"
#include "crmlink/testing/fake_clock.hpp"
#include "crmlink/testing/fake_transport.hpp"
#include "support/test_executor.hpp"

namespace crmlink::test {

using Names = std::vector<std::string>;
using Status = ContactStepStatus;

/// Lookups on a fake clock and a fake transport, and what came of them.
class LookupStand {
 public:
  LookupStand() {
    services.clock = clock;
    services.random = [] { return 0.5; };
    services.credentials.emplace("customer", ContactCredential(Secret::literal("pw"), "user"));
    services.on_background_end = [this](const ContactStep& step) { background.push_back(step); };
    services.setters.priority = [this](std::uint64_t priority) -> Result<> {
      set.push_back("priority " + std::to_string(priority));
      return {};
    };
    services.setters.queue = [this](const ContactQueue& queue) -> Result<> {
      set.push_back("queue " + queue.id + queue.address);
      return {};
    };
  }

  void add(std::string_view inner, std::string_view name,
           std::string_view url = "https://crm.example/x") {
    configs.push_back(config_of(around(inner, name, url)));
  }
  /// One that saves `save` of its reply.
  void add_saving(std::string_view name, std::string_view save, std::string_view request = "") {
    add(R"("request": {"method": "GET")" + std::string(request) + R"(}, "response": {"save": )" +
            std::string(save) + "}",
        name);
  }
  Result<ContactLookup> make() { return ContactLookup::make(configs, transport, services); }

  void start(ContactCallOptions options = {}, boost::asio::cancellation_slot slot = {}) {
    auto made = make();
    if (!made) FAIL(made.error().message());
    made->async_run(
        scopes, std::move(options),
        boost::asio::bind_cancellation_slot(
            slot, boost::asio::bind_executor(executor.get(), [this](ContactOutcome result) {
              CHECK(executor.is_here());
              CHECK_FALSE(outcome);
              outcome = std::move(result);
            })));
    CHECK_FALSE(outcome);
    executor.poll();
  }
  /// Runs an event; the outcome is that of the last one.
  const ContactOutcome& run(ContactCallOptions options = {}) {
    outcome.reset();
    start(std::move(options));
    REQUIRE(outcome);
    return *outcome;
  }
  std::vector<Status> statuses() const {
    std::vector<Status> list;
    for (const auto& step : outcome->steps)
      list.push_back(step.status);
    return list;
  }

  TestExecutor executor;
  std::shared_ptr<testing::FakeClock> clock =
      std::make_shared<testing::FakeClock>(executor.context().get_executor());
  std::shared_ptr<testing::FakeTransport> transport =
      std::make_shared<testing::FakeTransport>(executor.context().get_executor(), clock);
  ContactServices services{executor.get()};
  std::vector<ContactLookupConfig> configs;
  Variables scopes = scopes_of();
  std::optional<ContactOutcome> outcome;
  std::vector<ContactStep> background;
  Names set;
};

}  // namespace crmlink::test
