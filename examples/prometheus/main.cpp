// Runs data dips and shows Prometheus how they go.
#include <prometheus/exposer.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <exception>
#include <iostream>

#include "collector.hpp"
#include "dip_load.hpp"
#include "options.hpp"
#include "setup.hpp"

namespace {

crmlink::Result<> run(const exporter::Options& options) {
  boost::asio::io_context context;
  auto setup = exporter::make_setup(options, context.get_executor());
  if (!setup) return setup.error();

  // It answers on threads of its own; snapshots may be taken on any.
  prometheus::Exposer exposer("127.0.0.1:" + std::to_string(options.port));
  const auto collector = std::make_shared<exporter::Collector>(
      setup->client, setup->transport, std::vector<crmlink::DataDipProfile>{setup->profile});
  exposer.RegisterCollectable(collector);
  std::cout << "metrics on http://127.0.0.1:" << exposer.GetListeningPorts().front() << "/metrics"
            << std::endl;

  exporter::DipLoad load(context.get_executor(), setup->profile, setup->callers, options.rate);
  load.start(options.dips, [&] {
    std::cout << options.dips << " dips have ended; Ctrl-C ends this, too" << std::endl;
  });
  boost::asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](boost::system::error_code, int) {
    load.stop();
    setup->client->close();
  });
  context.run();
  std::cout << "stopped" << std::endl;
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  exporter::Options options;
  if (const auto status = exporter::read_options(options, argc, argv)) return *status;
  try {
    const auto ended = run(options);
    if (!ended) std::cerr << "prometheus_exporter: " << ended.error().message() << '\n';
    return ended ? 0 : 1;
  } catch (const std::exception& error) {  // the exposer's, when the port is taken
    std::cerr << "prometheus_exporter: " << error.what() << '\n';
    return 1;
  }
}
