#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "crmlink/dip/data_dip_profile.hpp"
#include "crmlink/http/client.hpp"
#include "support/catch.hpp"

namespace {

using crmlink::DataDipOutcome;
using crmlink::DataDipParameter;
using crmlink::DataDipProfile;
using crmlink::DataDipServices;
using crmlink::DataDipStatus;
using crmlink::Delivery;
using crmlink::Phase;
using crmlink::Variables;

constexpr auto* generous = "20000";

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) throw std::runtime_error(std::string(name) + " isn't set; use run.sh");
  return value;
}

std::string profile_text(const std::string& token, const std::string& timeout_ms) {
  return R"({"name": "node-red", "api_url": ")" + environment("CRMLINK_NODE_RED_URL") +
         R"(", "api_token": )" + token + R"(, "timeout_ms": )" + timeout_ms + R"(,
      "request_parameters": [{"key": "phone", "type": "standard", "value": "External Number"}],
      "fallback": {"language": {"value": "en"}}})";
}

/// A host with one client, whose dips go to Node-RED.
class Host {
 public:
  explicit Host(const std::string& timeout_ms = generous,
                const std::string& token = R"({"env": "CRM_TOKEN"})")
      : client_(std::make_shared<crmlink::http::Client>(context_.get_executor())),
        profile_(crmlink::parse_data_dip_config(profile_text(token, timeout_ms)).value(), client_,
                 DataDipServices(context_.get_executor())) {}

  /// Makes dips for these callers at once.
  std::vector<DataDipOutcome> dip_all(const std::vector<std::string>& callers) {
    std::vector<DataDipOutcome> outcomes(callers.size());
    auto open = callers.size();
    for (std::size_t i = 0; i < callers.size(); ++i)
      profile_.async_dip(Variables{{"ANI", callers[i]}}, {}, [&, i](DataDipOutcome outcome) {
        outcomes[i] = std::move(outcome);
        --open;
      });
    context_.restart();
    while (open != 0)
      context_.run_one();
    return outcomes;
  }

  DataDipOutcome dip(const std::string& caller) { return dip_all({caller}).front(); }

 private:
  boost::asio::io_context context_;
  std::shared_ptr<crmlink::http::Client> client_;
  DataDipProfile profile_;
};

}  // namespace

TEST_CASE("a known caller's parameters come back with their flags") {
  const auto outcome = Host().dip("+12223334444");
  INFO(outcome.reason());
  REQUIRE(outcome.status() == DataDipStatus::ok);
  REQUIRE(outcome.parameters().size() == 3);
  CHECK(outcome.value_or("language", "") == "fr");
  CHECK(outcome.value_or("account", "") == "4711");
  CHECK(outcome.value_or("vip", "") == "true");
  CHECK(outcome.for_agent().size() == 2);
  CHECK(outcome.for_database().size() == 2);
  CHECK(outcome.diagnostics().null_parameters == 1);
  CHECK(outcome.diagnostics().http_status == 200);
}

TEST_CASE("an unknown caller is no match, and no failure") {
  const auto outcome = Host().dip("+19990000000");
  INFO(outcome.reason());
  CHECK(outcome.status() == DataDipStatus::no_match);
  CHECK(outcome.parameters().empty());
}

TEST_CASE("a late answer is a timeout with the fallback values") {
  const auto outcome = Host("100").dip(environment("DIP_SLOW"));
  CHECK(outcome.status() == DataDipStatus::timeout);
  CHECK(outcome.diagnostics().phase == Phase::wait);
  CHECK(outcome.diagnostics().delivery == Delivery::maybe_applied);
  CHECK(outcome.value_or("language", "") == "en");
}

TEST_CASE("the same answer in time is fine") {
  const auto outcome = Host().dip(environment("DIP_SLOW"));
  INFO(outcome.reason());
  REQUIRE(outcome.status() == DataDipStatus::ok);
  CHECK(outcome.value_or("language", "") == "\u65E5\u672C\u8A9E");
}

TEST_CASE("an error of the flow is a failed dip with its status") {
  const auto outcome = Host().dip(environment("DIP_BROKEN"));
  CHECK(outcome.status() == DataDipStatus::http_status);
  CHECK(outcome.diagnostics().http_status == 500);
  CHECK(outcome.reply_excerpt().find("database is down") != std::string_view::npos);
}

TEST_CASE("a wrong token is a failed dip that doesn't say the token") {
  const auto outcome = Host(generous, R"("a-wrong-token")").dip("+12223334444");
  CHECK(outcome.status() == DataDipStatus::http_status);
  CHECK(outcome.diagnostics().http_status == 401);
  CHECK(outcome.reason().find("a-wrong-token") == std::string::npos);
}

TEST_CASE("dips one after the other use one kept-alive connection") {
  Host host;
  CHECK_FALSE(host.dip("+12223334444").diagnostics().reused_connection);
  for (int i = 0; i < 5; ++i)
    CHECK(host.dip("+12223334444").diagnostics().reused_connection);
}

TEST_CASE("many dips at once don't mix up their callers") {
  std::vector<std::string> callers;
  for (int i = 0; i < 100; ++i)
    callers.emplace_back(i % 2 == 0 ? "+12223334444" : "+19990000000");
  const auto outcomes = Host().dip_all(callers);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    INFO(i << ": " << outcomes[i].reason());
    CHECK(outcomes[i].status() == (i % 2 == 0 ? DataDipStatus::ok : DataDipStatus::no_match));
  }
}
