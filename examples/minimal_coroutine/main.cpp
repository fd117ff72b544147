// Usage: minimal_coroutine PROFILE.json CA.pem NUMBER
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fstream>
#include <iostream>
#include <iterator>

#include "crmlink/dip/data_dip_profile.hpp"
#include "crmlink/http/client.hpp"

namespace asio = boost::asio;

asio::awaitable<void> answer_call(crmlink::DataDipProfile profile, crmlink::Variables call) {
  const auto outcome = co_await profile.async_dip(call, {}, asio::use_awaitable);
  std::cout << to_string(outcome.status()) << ' ' << outcome.reason() << '\n';
  std::cout << "Speak " << outcome.value_or("language", "en") << '\n';
}

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
  const auto client = std::make_shared<crmlink::http::Client>(context.get_executor(), options);
  const crmlink::DataDipServices services(context.get_executor());
  crmlink::DataDipProfile profile(std::move(config), client, services);
  const crmlink::Variables call{{"ANI", argv[3]}};
  asio::co_spawn(context, answer_call(std::move(profile), call), asio::detached);
  context.run();
}
