#pragma once

#include <boost/asio/bind_executor.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crmlink/dip/data_dip_profile.hpp"
#include "crmlink/testing/fake_clock.hpp"
#include "crmlink/testing/fake_transport.hpp"
#include "samples.hpp"
#include "support/catch.hpp"
#include "support/test_executor.hpp"

namespace crmlink::test {

/// A profile with a fake clock and a fake transport, and what came of its dips.
class DipStand {
 public:
  explicit DipStand(std::string_view members = "{}") : config_(config_of(members)) {}
  explicit DipStand(DataDipConfig config) : config_(std::move(config)) {}

  DataDipProfile profile() {
    services.clock = clock;
    services.logger = Logger(
        [this](LogLevel, std::string_view, std::string_view line) { lines.emplace_back(line); });
    return DataDipProfile(config_, transport, services);
  }

  /// A handler that keeps the outcome and proves where it runs; a second call fails the test.
  auto keep() {
    return boost::asio::bind_executor(executor.get(), [this](DataDipOutcome result) {
      CHECK(executor.is_here());
      CHECK_FALSE(outcome);
      outcome = std::move(result);
    });
  }

  /// Runs a dip for which an answer is queued already, to its end.
  const DataDipOutcome& dip(const Variables& call = {{"ANI", "+12223334444"}}) {
    outcome.reset();
    profile().async_dip(call, {}, keep());
    CHECK_FALSE(outcome);
    executor.poll();
    REQUIRE(outcome);
    return *outcome;
  }

  TestExecutor executor;
  std::shared_ptr<testing::FakeClock> clock =
      std::make_shared<testing::FakeClock>(executor.context().get_executor());
  std::shared_ptr<testing::FakeTransport> transport =
      std::make_shared<testing::FakeTransport>(executor.context().get_executor(), clock);
  DataDipServices services{executor.get()};
  std::vector<std::string> lines;
  std::optional<DataDipOutcome> outcome;

 private:
  static DataDipConfig config_of(std::string_view members) {
    auto config = profile_with(members);
    REQUIRE(config);
    return *config;
  }

  DataDipConfig config_;
};

inline Error failure(Errc code, Phase phase, Delivery delivery) {
  ErrorInfo info(code);
  info.where = "POST https://crm.example/api/phone_num";
  info.phase = phase;
  info.delivery = delivery;
  info.attempts = 1;
  return info;
}

}  // namespace crmlink::test
