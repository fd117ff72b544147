// Every fault that a server may have, against the client and against a data dip: each is an error
// that says what happened, none a success.

#include "crmlink/testing/fault_server.hpp"

#include <variant>

#include "crmlink/dip/data_dip_profile.hpp"
#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;
using testing::Fault;
using testing::FaultServer;
using testing::FaultServerOptions;
using testing::SilentDnsServer;
using testing::Turn;

namespace {

using std::chrono::milliseconds;

/// What comes of a fault: the client's error or status, and the dip's status and error.
struct Case {
  Turn turn;
  bool tls;
  std::variant<Errc, int> client;
  std::optional<Delivery> delivery;  // None: either is right.
  DataDipStatus dip;
  Errc dip_error;
};

Turn dripping() {
  Turn turn(Fault::drip);
  turn.interval = std::chrono::hours(1);
  return turn;
}

Turn early(int status) {
  Turn turn(status, R"({"error": "too large"})");
  turn.fault = Fault::early_reply;
  return turn;
}

constexpr auto not_sent = Delivery::not_sent;
constexpr auto maybe = Delivery::maybe_applied;
constexpr auto answered = Delivery::answered;

const std::vector<Case>& timeouts() {
  using enum Errc;
  static const std::vector<Case> all{
      {Fault::full_backlog, false, connect_timeout, not_sent, DataDipStatus::timeout,
       connect_timeout},
      {Fault::silent_handshake, true, tls_timeout, not_sent, DataDipStatus::timeout, tls_timeout},
      {Fault::black_hole, false, wait_timeout, maybe, DataDipStatus::timeout, wait_timeout},
      {Fault::black_hole, true, wait_timeout, maybe, DataDipStatus::timeout, wait_timeout},
      {dripping(), false, receive_timeout, maybe, DataDipStatus::timeout, receive_timeout},
      {dripping(), true, receive_timeout, maybe, DataDipStatus::timeout, receive_timeout},
  };
  return all;
}

const std::vector<Case>& refusals() {
  using enum Errc;
  static const std::vector<Case> all{
      {Fault::tls_alert, true, tls_failed, not_sent, DataDipStatus::transport, tls_failed},
      {Fault::plain_on_tls, true, tls_failed, not_sent, DataDipStatus::transport, tls_failed},
      {Fault::wrong_host_certificate, true, certificate_rejected, not_sent,
       DataDipStatus::transport, certificate_rejected},
      {Fault::expired_certificate, true, certificate_rejected, not_sent, DataDipStatus::transport,
       certificate_rejected},
      {Fault::self_signed_certificate, true, certificate_rejected, not_sent,
       DataDipStatus::transport, certificate_rejected},
  };
  return all;
}

// Those that break the reply's framing, or cut it.
const std::vector<Case>& broken_replies() {
  using enum Errc;
  constexpr auto transport = DataDipStatus::transport;
  constexpr auto invalid = DataDipStatus::invalid_response;
  static const std::vector<Case> all{
      {Fault::half_close, false, connection_closed, maybe, transport, connection_closed},
      {Fault::half_close, true, connection_closed, maybe, transport, connection_closed},
      {{Fault::half_close, 100}, false, connection_closed, answered, transport, connection_closed},
      {{Fault::close, 0}, false, connection_closed, maybe, transport, connection_closed},
      {{Fault::close, 1}, true, connection_closed, maybe, transport, connection_closed},
      {Fault::close, false, connection_closed, maybe, transport, connection_closed},
      {{Fault::close, 120}, true, connection_closed, answered, transport, connection_closed},
      {Fault::reset, false, connection_reset, maybe, transport, connection_reset},
      {Fault::reset, true, connection_reset, maybe, transport, connection_reset},
      {Fault::truncated_tls, true, connection_closed, answered, transport, connection_closed},
      {Fault::long_length, false, connection_closed, answered, transport, connection_closed},
      {Fault::doubled_length, false, malformed_response, maybe, invalid, malformed_response},
      {Fault::bad_chunk, false, malformed_response, answered, invalid, malformed_response},
      {Fault::oversized_header, false, header_too_large, maybe, invalid, header_too_large},
      {Fault::interim_flood, false, malformed_response, {}, invalid, malformed_response},
      {Fault::gzip_bomb, false, body_too_large, answered, invalid, body_too_large},
  };
  return all;
}

// Replies that are fine as HTTP: the client hands them on, the dip refuses them.
const std::vector<Case>& useless_replies() {
  using enum Errc;
  constexpr auto invalid = DataDipStatus::invalid_response;
  constexpr auto status = DataDipStatus::http_status;
  static const std::vector<Case> all{
      {Fault::short_length, false, 200, answered, invalid, invalid_response},
      {early(413), false, 413, answered, status, http_status},
      {Fault::garbage, false, 200, answered, invalid, invalid_response},
      {Fault::html, true, 200, answered, invalid, invalid_response},
      {Fault::bad_retry_after, false, 429, answered, status, http_status},
      {Fault::expired_token, false, 200, answered, invalid, invalid_response},
      {Fault::deep_json, false, 200, answered, invalid, invalid_response},
      // What a dip's limit of 1 MiB lets through.
      {{Fault::deep_json, 500'000}, false, 200, answered, invalid, invalid_response},
  };
  return all;
}

std::vector<Case> all_but_timeouts() {
  auto all = refusals();
  for (const auto* more : {&broken_replies(), &useless_replies()})
    all.insert(all.end(), more->begin(), more->end());
  return all;
}

FaultServerOptions speaking(bool tls) {
  FaultServerOptions options;
  options.tls = tls;
  return options;
}

// Room for the body that is deep, not for the one that is a bomb.
constexpr std::size_t most_body = std::size_t{4} * 1024 * 1024;

ClientOptions roomy(const FaultServer& server) {
  auto options = server.client_options();
  options.max_body_size = most_body;
  return options;
}

DataDipConfig profile_for(const std::string& url) {
  auto config = parse_data_dip_config(R"({"name": "lookup", "api_token": "t", "timeout_ms": 60000,
    "request_parameters": [{"key": "phone", "type": "standard", "value": "External Number"}],
    "fallback": {"language": {"value": "en"}}, "api_url": ")" +
                                      url + "\"}");
  if (!config) FAIL(config.error().message());
  return *config;
}

DataDipOutcome dip(Loop& loop, const std::shared_ptr<Client>& client, const std::string& url,
                   Transport::Deadline deadline) {
  const DataDipProfile profile(profile_for(url), client, DataDipServices(loop.executor()));
  std::optional<DataDipOutcome> outcome;
  DataDipOptions options;
  options.deadline = deadline;
  profile.async_dip(Variables{{"ANI", "+12223334444"}}, options,
                    [&](DataDipOutcome got) { outcome = std::move(got); });
  loop.run_until([&] { return outcome.has_value(); });
  return *outcome;
}

void check_dip(const DataDipOutcome& outcome, const Case& expected) {
  CHECK(to_string(outcome.status()) == to_string(expected.dip));
  CHECK(outcome.error() == expected.dip_error);
  if (expected.delivery) CHECK(outcome.diagnostics().delivery == *expected.delivery);
  CHECK(outcome.value_or("language", "") == "en");
  CHECK_FALSE(outcome.reason().empty());
}

void check_client(const Result<Response>& result, const Case& expected) {
  if (const auto* status = std::get_if<int>(&expected.client)) {
    if (!result) FAIL(result.error().message());
    CHECK(result->status() == *status);
    return;
  }
  REQUIRE_FALSE(result);
  CHECK(result.error() == std::get<Errc>(expected.client));
  if (expected.delivery) CHECK(result.error().delivery() == *expected.delivery);
}

}  // namespace

TEST_CASE("each fault that ends in a refusal or a broken reply has its own error") {
  const auto cases = all_but_timeouts();
  const auto n = GENERATE_COPY(range(std::size_t{0}, cases.size()));
  const auto& expected = cases[n];
  CAPTURE(to_string(expected.turn.fault), expected.tls);
  FaultServer server(expected.turn, speaking(expected.tls));
  Loop loop;
  const auto client = std::make_shared<Client>(loop.executor(), roomy(server));

  check_client(loop.send(*client, post(server.url("/client"), "call")), expected);
  check_dip(dip(loop, client, server.url("/dip"), ample()), expected);
}

TEST_CASE("each fault that stalls is a time-out of its phase") {
  const auto n = GENERATE(range(std::size_t{0}, timeouts().size()));
  const auto& expected = timeouts()[n];
  CAPTURE(to_string(expected.turn.fault), expected.tls);
  FaultServer server(expected.turn, speaking(expected.tls));
  Loop loop;
  const auto client = std::make_shared<Client>(loop.executor(), roomy(server));

  const auto error = with_growing_deadline(expected.dip_error, [&](milliseconds limit) {
    return loop.fail(*client, post(server.url("/client"), "call"), in(limit));
  });
  check_client(error, expected);

  std::optional<DataDipOutcome> outcome;
  with_growing_deadline(expected.dip_error, [&](milliseconds limit) {
    outcome = dip(loop, client, server.url("/dip"), in(limit));
    return outcome->error();
  });
  check_dip(*outcome, expected);
}

TEST_CASE("a DNS server that hangs is a time-out of the lookup") {
  const SilentDnsServer dns;
  Loop loop;
  Client client(loop.executor(), asking(dns.address()));
  const auto error = with_growing_deadline(Errc::resolve_timeout, [&](milliseconds limit) {
    return loop.fail(client, get("http://crm.test:1/"), in(limit));
  });
  CHECK(error == Errc::resolve_timeout);
  CHECK(error.delivery() == Delivery::not_sent);
  CHECK(dns.was_asked());
}

TEST_CASE("the second of two replies to one request is nobody's reply") {
  FaultServer server(
      {Fault::two_replies, Turn(200, R"({"parameters": {"language": {"value": "nl"}}})")});
  Loop loop;
  const auto client = std::make_shared<Client>(loop.executor(), roomy(server));
  CHECK(dip(loop, client, server.url(), ample()).value_or("language", "") == "fr");
  CHECK(dip(loop, client, server.url(), ample()).value_or("language", "") == "nl");
  CHECK(server.connections() == 2);
}

TEST_CASE("after an early reply the connection isn't used again") {
  FaultServer server({early(413), Turn()});
  Loop loop;
  Client client(loop.executor());
  const auto refused = loop.send(client, post(server.url(), "call"));
  REQUIRE(refused);
  CHECK(refused->status() == 413);
  REQUIRE(loop.send(client, post(server.url(), "call")));
  CHECK(server.connections() == 2);
}

TEST_CASE("an early reply is seen while the request is still being sent") {
  FaultServer server(early(413));
  Loop loop;
  Client client(loop.executor());
  const auto refused = loop.send(client, post(server.url(), std::string(8'000'000, 'x')));
  if (!refused) FAIL(refused.error().message());
  CHECK(refused->status() == 413);
}
