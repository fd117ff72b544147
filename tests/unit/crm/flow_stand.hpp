#pragma once

#include <boost/asio/bind_executor.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crm_stand.hpp"
#include "crmlink/crm/generic_crm.hpp"
#include "crmlink/testing/fake_clock.hpp"
#include "crmlink/testing/fake_transport.hpp"
#include "support/test_executor.hpp"

namespace crmlink::test {

/// A CRM on a fake clock and a fake transport, and what came of its operations.
class FlowStand {
 public:
  explicit FlowStand(std::string_view more = "") : config_(config(more)) {
    services.clock = clock;
    services.outbox = outbox;
    services.random = [] { return 1.0; };
    services.logger = Logger(
        [this](LogLevel, std::string_view, std::string_view line) { lines.emplace_back(line); });
  }

  GenericCrm& crm() {
    if (!crm_) crm_.emplace(config_, transport, services);
    return *crm_;
  }

  /// A handler that keeps an outcome and proves where it runs.
  auto keep() {
    outcomes.emplace_back();
    auto& place = outcomes.back();
    return boost::asio::bind_executor(executor.get(), [this, &place](CrmOutcome result) {
      CHECK(executor.is_here());
      CHECK_FALSE(place);
      place = std::move(result);
    });
  }

  const CrmOutcome& result() {
    executor.poll();
    REQUIRE(outcomes.back());
    return *outcomes.back();
  }
  const CrmOutcome& account(const Variables& call = kim, CrmCallOptions options = {}) {
    crm().async_find_or_create_account(call, std::move(options), keep());
    CHECK_FALSE(outcomes.back());
    return result();
  }
  const CrmOutcome& record(const Variables& call = kim) {
    crm().async_find_or_create_record(call, {}, keep());
    return result();
  }
  const CrmOutcome& run(CrmOperation operation, const Variables& call = kim) {
    crm().async_run(operation, call, {}, keep());
    return result();
  }

  /// The requests so far: `GET /accounts?phone=1`.
  std::vector<std::string> asked() const {
    std::vector<std::string> list;
    for (const auto& request : transport->requests())
      list.push_back(std::string(to_string(request.method)) + ' ' + request.url.target());
    return list;
  }

  static Error lost(Delivery delivery) {
    ErrorInfo info(Errc::wait_timeout);
    info.delivery = delivery;
    info.attempts = 1;
    return info;
  }

  static inline const Variables kim{{"PHONE_NUMBER", "+12223334444"}, {"NAME", "Kim Ng"}};

  TestExecutor executor;
  std::shared_ptr<testing::FakeClock> clock =
      std::make_shared<testing::FakeClock>(executor.context().get_executor());
  std::shared_ptr<testing::FakeTransport> transport =
      std::make_shared<testing::FakeTransport>(executor.context().get_executor(), clock);
  std::shared_ptr<MemoryCrmOutbox> outbox = std::make_shared<MemoryCrmOutbox>();
  CrmServices services{executor.get()};
  std::vector<std::string> lines;
  std::deque<std::optional<CrmOutcome>> outcomes;

 private:
  static CrmConfig config(std::string_view more) {
    std::string json = R"({"name": "crm", "account_url": "https://crm.example/#/a/{ACCOUNT_ID}",
      "record_url": "https://crm.example/#/r/{RECORD_ID}", )";
    json.append(more).append(R"( "endpoints": {
      "find_account": {"url": "https://crm.example/a", "method": "GET",
        "parameters": [{"key": "p", "value": "{PHONE_NUMBER}"}], "response": "list",
        "verify_match": {"field": "phone", "value": "{PHONE_NUMBER}"}, "on_multiple": "ask", "failure": {"path": "error", "exists": true}},
      "find_account_by_id": {"url": "https://crm.example/a/{ACCOUNT_ID}", "method": "GET",
        "failure": {"path": "error", "exists": true}},
      "create_account": {"url": "https://crm.example/a", "method": "POST",
        "parameters": [{"key": "phone", "value": "{PHONE_NUMBER}"}, {"key": "old", "value": "{ACCOUNT_ID}"}],
        "conflict": {"when": {"statuses": [409]}, "id": "existing"},
        "failure": {"path": "error", "exists": true}},
      "find_record": {"url": "https://crm.example/r", "method": "GET",
        "parameters": [{"key": "account", "value": "{ACCOUNT_ID}"}]},
      "create_record": {"url": "https://crm.example/a/{ACCOUNT_ID}/r", "method": "POST",
        "failure": {"path": "error", "exists": true}},
      "comment": {"url": "https://crm.example/r/{RECORD_ID}/c", "method": "POST",
        "parameters": [{"key": "text", "value": "{COMMENT_BODY}"}],
        "failure": {"path": "error", "exists": true}},
      "update_record": {"url": "https://crm.example/r/{RECORD_ID}", "method": "PATCH",
        "parameters": [{"key": "rating", "value": "{RATING}"}], "events": ["ended", "csat"],
        "failure": {"path": "error", "exists": true}},
      "upload_file": {"url": "https://crm.example/r/{RECORD_ID}/f", "method": "POST",
        "format": "raw", "failure": {"path": "error", "exists": true}}}})");
    auto parsed = parse_crm_config(json);
    if (!parsed) FAIL(parsed.error().message());
    return *parsed;
  }

  CrmConfig config_;
  std::optional<GenericCrm> crm_;
};

}  // namespace crmlink::test
