// A CRM whose server sends requests elsewhere, on the wire.

#include <optional>

#include "crmlink/crm/generic_crm.hpp"
#include "crmlink/http/authenticated_transport.hpp"
#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

constexpr auto* kim = R"({"id": 9, "phone": "+12223334444"})";

/// A CRM on a server, with a credential in a header of its own.
CrmConfig config_of(const std::string& url) {
  const auto find = R"({"url": ")" + url + R"(", "method": "GET",
      "parameters": [{"key": "phone", "value": "{PHONE_NUMBER}"}],
      "verify_match": {"field": "phone", "value": "{PHONE_NUMBER}"}})";
  const auto config = parse_crm_config(
      R"({"name": "crm", "auth": {"kind": "headers", "headers": {"X-Api-Key": "s3cret"}},
          "endpoints": {"find_account": )" +
      find + "}}");
  if (!config) FAIL(config.error().message());
  return *config;
}

CrmOutcome find_account(const ScriptedServer& server, std::size_t redirects) {
  Loop loop;
  auto options = trusting(authority());
  options.max_redirects = redirects;
  const auto client = std::make_shared<Client>(loop.executor(), options);
  const auto config = config_of(server.url("/accounts"));
  const GenericCrm crm(config,
                       std::make_shared<http::AuthenticatedTransport>(
                           client, http::AuthServices(loop.executor()), config.auth()),
                       CrmServices(loop.executor()));
  std::optional<CrmOutcome> outcome;
  const Variables call{{"PHONE_NUMBER", "+12223334444"}};
  crm.async_run(CrmOperation::find_account, call, {},
                [&outcome](CrmOutcome result) { outcome = std::move(result); });
  loop.run_until([&outcome] { return outcome.has_value(); });
  return *outcome;
}

std::string moved_to(const ScriptedServer& target) {
  return make_reply(307, "moved", "Location: " + target.url("/elsewhere") + "\r\n");
}

}  // namespace

TEST_CASE("a CRM that sends its requests elsewhere isn't obeyed, unless the client follows") {
  ScriptedServer elsewhere(answer_with(make_reply(200, kim)));
  ScriptedServer server(answer_with(moved_to(elsewhere)));
  const auto outcome = find_account(server, 0);
  CHECK(outcome.status == CrmStatus::failed);
  CHECK(outcome.error.http_status() == 307);
  CHECK(elsewhere.connections() == 0);
}

TEST_CASE("a redirect to another host gets no credential") {
  ScriptedServer elsewhere(answer_with(make_reply(200, kim)));
  ScriptedServer server(answer_with(moved_to(elsewhere)));
  find_account(server, 1);
  CHECK(server.requests().at(0).field("x-api-key") == "s3cret");
  REQUIRE(elsewhere.requests().size() == 1);
  CHECK(elsewhere.requests().at(0).count("x-api-key") == 0);
}
