// Each step of a call fails in each way: nothing is done twice, nothing is made behind a search
// that failed, and every end is a clear one.

#include <algorithm>
#include <array>

#include "flow_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

/// A way to fail, with what it means for a step that makes something.
struct Failure {
  std::string_view name;
  int status;  ///< Zero: no reply.
  Delivery delivery;
  bool retried;  ///< By the policy `standard`.
};

constexpr std::array failures{
    Failure{"not sent", 0, Delivery::not_sent, true},
    Failure{"no reply", 0, Delivery::maybe_applied, true},
    Failure{"400", 400, Delivery::answered, false},
    Failure{"404", 404, Delivery::answered, false},
    Failure{"409", 409, Delivery::answered, false},
    Failure{"429", 429, Delivery::answered, true},
    Failure{"500", 500, Delivery::answered, true},
    Failure{"200 with an error", 200, Delivery::answered, false},
};

/// A CRM in which one path and method fails.
class FailingCrm {
 public:
  FailingCrm(std::string method_and_path, Failure failure)
      : fails_(std::move(method_and_path)), failure_(failure) {}

  Result<http::Response> operator()(const http::Request& request) const {
    auto what = std::string(to_string(request.method)) + ' ' + request.url.target();
    what = what.substr(0, what.find('?'));
    if (what == fails_) {
      if (failure_.status == 0) return FlowStand::lost(failure_.delivery);
      return http::Response(failure_.status, {}, R"({"error": "out of order"})");
    }
    if (what == "GET /a/7") return http::Response(404, {}, "");
    if (what == "GET /a") return http::Response(200, {}, R"({"list": []})");
    if (what == "POST /a") return http::Response(201, {}, R"({"id": 7})");
    if (what == "POST /a/7/r") return http::Response(201, {}, R"({"id": 70})");
    return http::Response(204, {}, "");
  }

 private:
  std::string fails_;
  Failure failure_;
};

class Stand : public FlowStand {
 public:
  Stand(std::string failing, Failure failure) {
    transport->answer_all(FailingCrm(std::move(failing), failure));
  }

  std::size_t count(std::string_view request) const {
    const auto all = asked();
    return static_cast<std::size_t>(std::count(all.begin(), all.end(), request));
  }
};

Variables with(Variables variables, std::string_view name, std::string_view value) {
  variables.set(name, value);
  return variables;
}

CrmStatus expected(const Failure& failure) {
  return failure.retried ? CrmStatus::deferred : CrmStatus::failed;
}

void check_clear(const Stand& stand, const CrmOutcome& outcome) {
  CHECK(outcome.error);
  CHECK_FALSE(outcome.error.message().empty());
  CHECK(outcome.error.message().find("2223334444") == std::string::npos);
  CHECK((stand.outbox->size() == 1) == (outcome.status == CrmStatus::deferred));
}

}  // namespace

TEST_CASE("a search by id that fails creates nobody, but for the 404 that says there is none") {
  for (const auto& failure : failures) {
    INFO(failure.name);
    Stand stand("GET /a/7", failure);
    const auto& outcome = stand.account(with(FlowStand::kim, "ACCOUNT_ID", "7"));
    if (failure.status == 404) {
      CHECK(outcome.status == CrmStatus::created);
      continue;
    }
    CHECK(outcome.status == expected(failure));
    CHECK(stand.count("POST /a") == 0);
    check_clear(stand, outcome);
  }
}

TEST_CASE("a search that fails creates nobody") {
  for (const auto& failure : failures) {
    INFO(failure.name);
    Stand stand("GET /a", failure);
    const auto& outcome = stand.account();
    CHECK(outcome.status == expected(failure));
    CHECK(stand.count("POST /a") == 0);
    check_clear(stand, outcome);
  }
}

TEST_CASE("a create that fails isn't sent twice in the call") {
  for (const auto& failure : failures) {
    INFO(failure.name);
    Stand stand("POST /a", failure);
    const auto& outcome = stand.account();
    CHECK(outcome.status == expected(failure));
    CHECK(outcome.id.empty());
    CHECK(stand.count("POST /a") == 1);
    check_clear(stand, outcome);
  }
}

TEST_CASE("a record that can't be made is told, and made once") {
  for (const auto& failure : failures) {
    INFO(failure.name);
    Stand stand("POST /a/7/r", failure);
    const auto& outcome = stand.record(with(FlowStand::kim, "ACCOUNT_ID", "7"));
    CHECK(outcome.status == expected(failure));
    CHECK(outcome.url.empty());
    CHECK(stand.count("POST /a/7/r") == 1);
    check_clear(stand, outcome);
  }
}

TEST_CASE("a comment that can't be left is told, and left once") {
  for (const auto& failure : failures) {
    INFO(failure.name);
    Stand stand("POST /r/70/c", failure);
    const auto& outcome = stand.run(CrmOperation::comment, with(FlowStand::kim, "RECORD_ID", "70"));
    CHECK(outcome.status == expected(failure));
    CHECK(stand.count("POST /r/70/c") == 1);
    check_clear(stand, outcome);
  }
}

TEST_CASE("a CRM that quotes its credential doesn't get it into an error") {
  const auto [auth, quoted] = GENERATE(table<std::string, std::string>({
      {R"({"kind": "bearer", "token": "t0ken"})", "t0ken"},
      {R"({"kind": "basic", "username": "ivr", "password": "pa55word"})", "pa55word"},
      {R"({"kind": "query", "name": "key", "value": "k3y"})", "k3y"},
      {R"({"kind": "headers", "headers": {"X-Key": "k3y"}})", "k3y"},
  }));
  FlowStand stand("\"auth\": " + auth + ", ");
  stand.transport->respond(403, quoted + " may not do that");
  const auto& outcome = stand.account();
  CHECK(outcome.error.server_text() == "******** may not do that");
  CHECK(outcome.steps[0].error.server_text() == "******** may not do that");
}
