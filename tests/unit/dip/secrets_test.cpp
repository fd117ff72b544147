#include "crmlink/dip/data_dip_explanation.hpp"
#include "dip_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

bool shows_token(std::string_view text) {
  return text.find(planted_token) != std::string::npos;
}

std::string everything_said(const DataDipOutcome& outcome) {
  const auto& error = outcome.error();
  return outcome.reason() + std::string(outcome.reply_excerpt()) + error.message() +
         std::string(error.where()) + std::string(error.detail()) +
         std::string(error.server_text()) + std::string(outcome.url());
}

}  // namespace

TEST_CASE("a token that the service quotes is in no outcome and no log line") {
  const auto quoting = "{\"error\":\"token " + std::string(planted_token) + " is wrong\"}";
  const auto status = GENERATE(200, 401, 500);
  DipStand stand;
  stand.transport->respond(status, quoting);
  const auto outcome = stand.dip();
  CHECK_FALSE(outcome.succeeded());
  CHECK(outcome.reply_excerpt().find("token ********") != std::string::npos);
  CHECK_FALSE(shows_token(everything_said(outcome)));
  REQUIRE(stand.lines.size() == 1);
  CHECK_FALSE(shows_token(stand.lines[0]));
}

TEST_CASE("neither token nor the caller's data is in the log of any failure") {
  const auto code = GENERATE(Errc::wait_timeout, Errc::cancelled, Errc::connect_failed,
                             Errc::secret_unavailable, Errc::queue_full, Errc::tls_failed);
  DipStand stand;
  stand.transport->fail(failure(code, Phase::wait, Delivery::maybe_applied));
  const auto outcome = stand.dip({{"ANI", "+15550100"}});
  CHECK_FALSE(shows_token(everything_said(outcome)));
  CHECK(everything_said(outcome).find("+15550100") == std::string::npos);
  REQUIRE(stand.lines.size() == 1);
  CHECK_FALSE(shows_token(stand.lines[0]));
  CHECK(stand.lines[0].find("+15550100") == std::string::npos);
}

TEST_CASE("an explanation doesn't show the token") {
  const auto config = parse_profile(least_profile());
  REQUIRE(config);
  const auto explained = explain_data_dip(*config, {{"ANI", "1"}});
  std::string all = explained.url + explained.body + explained.token_source;
  for (const auto& [name, value] : explained.headers)
    all += name + value;
  CHECK_FALSE(shows_token(all));
}
