// Takes one call from its ring to what follows its end, and tells a CRM about it.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <exception>
#include <iostream>

#include "call.hpp"
#include "options.hpp"
#include "read_back.hpp"
#include "report.hpp"
#include "setup.hpp"

namespace {

namespace asio = boost::asio;
using crm_flow::Call;
using crm_flow::Options;
using crm_flow::Setup;
using crmlink::Result;

constexpr int interrupted = 130;

/// What happens around the call: the agent's screen, and a CRM that fails for as long as it lasts.
Result<crm_flow::CallServices> services_of(Setup& setup, const Options& options) {
  const auto faults = crm_flow::faults_of(options);
  if (!faults) return faults.error();
  crm_flow::CallServices services(setup.crm, setup.transport, setup.outbox);
  services.deadline = options.deadline;
  services.pop = [&options](const std::string& event) {
    if (!options.json) std::cout << "The agent's screen opens: " << event << "\n\n" << std::flush;
  };
  if (!setup.own || faults->empty()) return services;
  services.on_answer = [&setup, faults = *faults] { setup.own->set_faults(faults); };
  services.on_end = [&setup] {
    setup.own->set_faults({});
    return true;
  };
  return services;
}

asio::awaitable<void> live(Call& call, Setup& setup, const Options& options,
                           std::vector<crm_flow::Shown>& shown, asio::signal_set& signals) {
  co_await call.live();
  if (setup.own) setup.own->set_faults({});
  if (!call.cancelled())
    shown = co_await crm_flow::read_back(setup, call.session(), options.read_back, options.caller);
  signals.cancel();
}

Result<int> run(const Options& options) {
  asio::io_context context(1);
  auto setup = crm_flow::make_setup(options, context.get_executor());
  if (!setup) return setup.error();
  auto services = services_of(*setup, options);
  if (!services) return services.error();
  auto files = crm_flow::SessionFiles::make();
  if (!files) return files.error();

  if (!options.json)
    std::cout << options.caller << " calls; the CRM is " << setup->crm.config().name() << "\n\n";
  Call call(*std::move(services), *std::move(files), crm_flow::session_of(options));
  std::vector<crm_flow::Shown> shown;
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&call](boost::system::error_code error, int) {
    if (!error) call.cancel();
  });
  std::exception_ptr failure;
  asio::co_spawn(context, live(call, *setup, options, shown, signals),
                 [&failure](std::exception_ptr thrown) { failure = thrown; });
  context.run();
  if (failure) std::rethrow_exception(failure);

  if (options.json)
    crm_flow::print_json(std::cout, call, shown);
  else
    crm_flow::print_report(std::cout, call, shown, options);
  if (call.cancelled()) return interrupted;
  return call.complete() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (const auto status = crm_flow::read_options(options, argc, argv)) return *status;
  const auto status = run(options);
  if (!status) std::cerr << "crm_flow: " << status.error().message() << '\n';
  return status ? *status : 1;
}
