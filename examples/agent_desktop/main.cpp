// Serves the page that an agent works with: the call adapter beside the CRM.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <iostream>

#include "desktop.hpp"
#include "options.hpp"

namespace {

using namespace agent_desktop;

constexpr std::chrono::seconds stop_limit{3};

/// Lets what is under way end, for a while.
void run_out(boost::asio::io_context& context) {
  context.restart();
  context.run_for(stop_limit);
}

crmlink::Result<> run(const Options& options) {
  boost::asio::io_context context(1);
  auto server = WebServer::bind(context.get_executor(), options.port);
  if (!server) return server.error();
  const auto url = "http://127.0.0.1:" + std::to_string(server->port());
  auto files = PageFiles::read(CRMLINK_DESKTOP_PAGES);
  if (!files) return files.error();
  auto setup = make_setup(url, options, context.get_executor());
  if (!setup) return setup.error();

  std::cout << "the CRM is on " << setup->crm.base_url() << std::endl;
  Access access(options.token.empty() ? random_token() : options.token, server->port());
  Desktop desktop(*setup, *std::move(files), std::move(access), [&url](const std::string& path) {
    std::cout << "open " << url << path << std::endl;
  });
  server->serve(desktop);
  boost::asio::co_spawn(context, desktop.catch_up(), boost::asio::detached);
  boost::asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&context](auto, int) { context.stop(); });
  context.run();

  server->stop();
  desktop.stop();
  run_out(context);
  std::cout << "stopped" << std::endl;
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  agent_desktop::Options options;
  if (const auto status = agent_desktop::read_options(options, argc, argv)) return *status;
  const auto ended = run(options);
  if (!ended) std::cerr << "agent_desktop: " << ended.error().message() << '\n';
  return ended ? 0 : 1;
}
