// Whatever the system refuses, and whenever: a dip ends once, in time, as an error or as if nothing
// had been; it leaves nothing open, and the next one works.

#include <boost/asio/steady_timer.hpp>

#include "crmlink/dip/data_dip_profile.hpp"
#include "failing_system.hpp"
#include "loopback/harness.hpp"

using namespace crmlink;
using namespace crmlink::test;
using std::chrono::milliseconds;

namespace {

constexpr const char* answer = R"({"parameters": {"language": {"value": "fr"}}})";
constexpr milliseconds short_deadline{400};
constexpr milliseconds long_deadline{20'000};
// Long past the deadline, on any machine.
constexpr milliseconds much_later{20'000};

DataDipConfig profile_for(const std::string& url) {
  auto config = parse_data_dip_config(R"({"name": "lookup", "api_token": "t", "timeout_ms": 60000,
    "allow_insecure": true,
    "request_parameters": [{"key": "phone", "type": "standard", "value": "External Number"}],
    "api_url": ")" + url + "\"}");
  if (!config) FAIL(config.error().message());
  return *config;
}

// A host with one profile, whose client is destroyed while the context is still there.
class Host {
 public:
  Host(const std::string& url, ClientOptions options)
      : client_(std::make_shared<Client>(context_.get_executor(), std::move(options))),
        profile_(std::in_place, profile_for(url), client_,
                 DataDipServices(context_.get_executor())) {}

  DataDipOutcome dip(milliseconds limit) {
    DataDipOptions options;
    options.deadline = in(limit);
    std::optional<DataDipOutcome> outcome;
    int ends = 0;
    profile_->async_dip(Variables{{"ANI", "+12223334444"}}, options, [&](DataDipOutcome got) {
      ++ends;
      outcome = std::move(got);
      context_.stop();
    });
    context_.restart();
    context_.run_until(*options.deadline + much_later);
    REQUIRE(outcome);
    // Anything that still would come, comes now.
    context_.restart();
    context_.poll();
    CHECK(ends == 1);
    return *outcome;
  }

  void close() {
    profile_.reset();
    client_.reset();
    context_.restart();
    context_.run_for(much_later);
    CHECK(context_.stopped());
  }

 private:
  boost::asio::io_context context_;
  std::shared_ptr<Client> client_;
  std::optional<DataDipProfile> profile_;
};

struct Case {
  bool tls;
  bool kept_alive;
};

void check_outcome(const DataDipOutcome& outcome, const FailingSystem& system) {
  if (outcome.succeeded()) return;
  CHECK_FALSE(system.is_harmless());
  CHECK(
      (outcome.status() == DataDipStatus::timeout || outcome.status() == DataDipStatus::transport));
}

// Returns whether the failure had to be tried again with more time: only a stalled or a slow
// machine's dip passes its deadline when nothing came of the failure.
bool fail_once(const std::string& url, const ClientOptions& options, bool kept_alive,
               FailingSystem& system, milliseconds limit) {
  Host host(url, options);
  if (kept_alive) REQUIRE(host.dip(long_deadline).succeeded());

  system.arm();
  const auto outcome = host.dip(limit);
  system.disarm();

  INFO(system.failed() << " -> " << outcome.reason());
  const bool passed = outcome.status() == DataDipStatus::timeout;
  const bool again =
      passed && system.is_harmless() && !system.may_stall() && limit == short_deadline;
  if (!again && !(passed && system.may_stall())) check_outcome(outcome, system);
  CHECK(host.dip(long_deadline).succeeded());
  system.arm();
  host.close();
  system.disarm();
  CHECK(system.open_sockets() == 0);
  return again;
}

}  // namespace

TEST_CASE("a dip survives that the n-th system operation fails, for every n") {
  const auto how =
      GENERATE(Case{false, false}, Case{true, false}, Case{false, true}, Case{true, true});
  const auto error = GENERATE(range(std::size_t{0}, FailingSystem::most_errors));
  ScriptedServer server(answer_with(make_reply(200, answer)), how.tls ? secure() : ServerOptions{});
  const DnsServer dns({{"crm.test", {.v4 = {"127.0.0.1"}}}});
  const auto url = server.url("/", "crm.test");
  const auto options = asking(dns.address());
  bool reached = true;
  for (std::size_t n = 1; reached; ++n) {
    CAPTURE(n, error, how.tls, how.kept_alive);
    FailingSystem system(n, error);
    const bool again = fail_once(url, options, how.kept_alive, system, short_deadline);
    reached = system.has_failed();
    if (!again) continue;
    FailingSystem once_more(n, error);
    fail_once(url, options, how.kept_alive, once_more, long_deadline);
  }
}

TEST_CASE("a socket that can't be made non-blocking isn't used") {
  ScriptedServer server([](Conversation& peer) {
    peer.read_head();
    peer.ignore();
  });
  bool reached = true;
  for (std::size_t n = 1; reached; ++n) {
    CAPTURE(n);
    FailingSystem system(n, 0);
    system.only(SystemCall::control);
    Loop loop;
    Client client(loop.executor());
    system.arm();
    const auto error =
        loop.fail(client, post(server.url(), std::string(8'000'000, 'x')), in(short_deadline));
    system.disarm();
    reached = system.has_failed();
    CHECK(error == (reached ? Errc::connect_failed : Errc::send_timeout));
  }
}
