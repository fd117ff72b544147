// Usage: minimal_future PROFILE.json CA.pem NUMBER
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <thread>

#include "crmlink/dip/data_dip_profile.hpp"
#include "crmlink/http/client.hpp"

namespace asio = boost::asio;

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  std::ifstream file(argv[1]);
  const std::string json{std::istreambuf_iterator<char>(file), {}};
  auto config = crmlink::parse_data_dip_config(json).value();

  crmlink::http::TlsOptions trust;
  trust.ca_file = argv[2];
  crmlink::http::ClientOptions options;
  options.tls = crmlink::http::TlsIdentity::load(trust).value();

  asio::io_context context;
  auto work = asio::make_work_guard(context);
  const std::jthread thread([&context] { context.run(); });
  const auto client = std::make_shared<crmlink::http::Client>(context.get_executor(), options);
  const crmlink::DataDipServices services(context.get_executor());
  const crmlink::DataDipProfile profile(std::move(config), client, services);
  const crmlink::Variables call{{"ANI", argv[3]}};
  auto coming = profile.async_dip(call, {}, asio::use_future);
  const auto outcome = coming.get();  // this thread waits, the other one works
  std::cout << to_string(outcome.status()) << ", language " << outcome.value_or("language", "en")
            << '\n'
            << outcome.reason() << '\n';
  work.reset();
}
