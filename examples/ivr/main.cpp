// Plays many calls at once through a call flow that asks a CRM web service about each caller.
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <iostream>

#include "call_engine.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "report.hpp"
#include "setup.hpp"

namespace {

using crmlink::Result;

crmlink::Result<std::vector<ivr::Call>> find_calls(const ivr::Options& options,
                                                   const crm_service::Population& population) {
  auto calls = options.calls_file.empty()
                   ? ivr::make_up_calls(population, options.calls, options.seed)
                   : ivr::load_calls(options.calls_file);
  if (calls && !options.save_calls.empty())
    if (const auto saved = ivr::save_calls(options.save_calls, *calls); !saved)
      return saved.error();
  return calls;
}

/// The first Ctrl-C takes no more calls, the second one hangs up.
void watch_signals(boost::asio::signal_set& signals, ivr::CallEngine& engine, bool again = false) {
  signals.async_wait([&signals, &engine, again](boost::system::error_code error, int) {
    if (error) return;
    if (again) return engine.hang_up_all();
    std::cerr << "\ntaking no more calls, letting " << engine.running()
              << " end; Ctrl-C again hangs up\n";
    engine.stop_new_calls();
    watch_signals(signals, engine, true);
  });
}

ivr::ProgressState progress_of(const ivr::CallEngine& engine) {
  const auto summary = ivr::summarise(engine.records(), engine.started());
  return {engine.started() - engine.running(), engine.records().size(), engine.running(),
          summary.failed_dips()};
}

void play(boost::asio::io_context& context, ivr::CallEngine& engine, std::vector<ivr::Call> calls) {
  boost::asio::signal_set signals(context, SIGINT, SIGTERM);
  ivr::Progress progress(context.get_executor(), [&engine] { return progress_of(engine); });
  watch_signals(signals, engine);
  progress.start();
  engine.start(std::move(calls), [&] {
    signals.cancel();
    progress.stop();
  });
  context.run();
}

Result<ivr::Summary> run(const ivr::Options& options) {
  const auto population = ivr::load_population(options);
  if (!population) return population.error();
  auto calls = find_calls(options, *population);
  if (!calls) return calls.error();
  auto flow = ivr::load_flow(options.flow);
  if (!flow) return flow.error();
  const auto service = ivr::find_service(options, *population);
  if (!service) return service.error();
  boost::asio::io_context context(1);
  auto profiles = ivr::load_profiles(*flow, options, *service, context.get_executor());
  if (!profiles) return profiles.error();

  if (!options.json)
    std::cout << calls->size() << " calls through " << flow->name << ", asking " << service->url
              << "\n\n"
              << std::flush;
  ivr::CallEngine engine(context.get_executor(), std::move(*flow), std::move(*profiles),
                         options.engine);
  const auto began = std::chrono::steady_clock::now();
  play(context, engine, std::move(*calls));
  const auto elapsed = std::chrono::steady_clock::now() - began;

  const auto summary = ivr::summarise(engine.records(), engine.started());
  if (options.json) {
    ivr::print_json(std::cout, engine.records(), summary, elapsed);
  } else {
    ivr::print_calls(std::cout, engine.records(), engine.started(), options.layout);
    std::cout << '\n';
    ivr::print_summary(std::cout, summary, elapsed, options.layout);
  }
  return summary;
}

}  // namespace

int main(int argc, char** argv) {
  ivr::Options options;
  options.flow = CRMLINK_IVR_FLOW;
  if (const auto status = ivr::read_options(options, argc, argv)) return *status;
  const auto summary = run(options);
  if (!summary) {
    std::cerr << "ivr: " << summary.error().message() << '\n';
    return 2;
  }
  return summary->count(ivr::CallEnd::lost) == 0 ? 0 : 1;
}
