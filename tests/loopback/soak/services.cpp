#include "services.hpp"

#include <utility>

namespace crmlink::test::soak {
namespace {

using namespace std::chrono_literals;

constexpr std::array targets{Target::plain,  Target::tls,  Target::named,   Target::unknown,
                             Target::silent, Target::full, Target::refusing};

http::ClientOptions options_for(const Servers& servers, bool small) {
  auto options = servers.client_options();
  options.max_connections = small ? 2 : 64;
  options.max_connecting = small ? 1 : 8;
  options.max_waiting = small ? 8 : 1024;
  options.max_lifetime = small ? 500ms : 10min;
  options.idle_limit = 800ms;
  // Long past every deadline. An attempt that nobody waits for any more goes on until then.
  options.connect_limit = 3s;
  options.max_body_size = 128 * 1024;
  return options;
}

http::ResilienceOptions resilience() {
  http::ResilienceOptions options;
  options.retry.max_attempts = 3;
  options.retry.base_delay = 5ms;
  options.retry.max_delay = 20ms;
  options.retry.budget_share = 1;
  options.retry.budget_most = 1000;
  options.breaker.consecutive_failures = 60;
  options.breaker.open_time = 20ms;
  options.hedge.percentile = 80;
  options.hedge.minimum_delay = 5ms;
  options.hedge.max_share = 0.3;
  for (auto& lane : options.lanes)
    lane.max_under_way = 40;
  return options;
}

DataDipConfig profile_for(const std::string& origin) {
  return parse_data_dip_config(
             R"({"name": "soak", "api_token": "t", "timeout_ms": 60000, "allow_insecure": true,
    "on_slow_ms": 20,
    "request_parameters": [{"key": "phone", "type": "standard", "value": "External Number"}],
    "api_url": ")" +
             origin + "/dip\"}")
      .value();
}

}  // namespace

Services::Services(boost::asio::io_context& context, const Servers& servers, Ledger& ledger,
                   MachineWait& machine)
    : context_(context),
      servers_(servers),
      ledger_(ledger),
      machine_(machine),
      branches_{make_branch(false), make_branch(true)} {}

Services::Branch Services::make_branch(bool small) const {
  const auto executor = context_.get_executor();
  Branch made;
  made.client = std::make_shared<http::Client>(executor, options_for(servers_, small));
  made.resilient = std::make_shared<http::ResilientTransport>(
      made.client, http::ResilienceServices(executor), resilience());
  for (const auto target : targets) {
    const auto config = profile_for(servers_.origin(target));
    const DataDipServices services(executor);
    made.profiles.try_emplace({false, target}, config, made.client, services);
    made.profiles.try_emplace({true, target}, config, made.resilient, services);
  }
  return made;
}

http::Transport& Services::transport(bool resilient, bool small) {
  const auto& chosen = branch(small);
  if (resilient) return *chosen.resilient;
  return *chosen.client;
}

const DataDipProfile& Services::profile(bool resilient, bool small, Target target) const {
  return branch(small).profiles.at({resilient, target});
}

}  // namespace crmlink::test::soak
