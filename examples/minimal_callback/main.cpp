// Usage: minimal_callback PROFILE.json CA.pem NUMBER
#include <boost/asio/io_context.hpp>
#include <fstream>
#include <iostream>
#include <iterator>

#include "crmlink/dip/data_dip_profile.hpp"
#include "crmlink/http/client.hpp"

namespace asio = boost::asio;

void print(const crmlink::DataDipOutcome& outcome) {
  std::cout << to_string(outcome.status()) << '\n';
  for (const auto& parameter : outcome.parameters())
    std::cout << "  " << parameter.name << " = " << parameter.value << '\n';
  if (!outcome.succeeded()) std::cout << outcome.reason() << '\n';
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
  const crmlink::DataDipProfile profile(std::move(config), client, services);
  const crmlink::Variables call{{"ANI", argv[3]}};
  profile.async_dip(call, {}, [](crmlink::DataDipOutcome outcome) { print(outcome); });
  context.run();
}
