#include <boost/asio/io_context.hpp>
#include <crmlink/crmlink.hpp>
#include <crmlink/testing/fake_transport.hpp>
#include <iostream>

int main() {
  boost::asio::io_context context;
  auto config = crmlink::parse_data_dip_config(R"({
    "name": "lookup", "api_url": "https://crm.example/api", "api_token": "t", "timeout_ms": 500,
    "request_parameters": [{"key": "phone", "type": "standard", "value": "External Number"}]})");
  if (!config) return std::cerr << config.error().message() << '\n', 1;
  auto crm = std::make_shared<crmlink::testing::FakeTransport>(context.get_executor());
  crm->respond(200, R"({"parameters": {"language": {"value": "fr"}}})");
  crmlink::DataDipProfile profile(*config, crm, crmlink::DataDipServices(context.get_executor()));
  crmlink::DataDipOutcome outcome;
  profile.async_dip(crmlink::Variables{{"ANI", "+12223334444"}}, {},
                    [&](crmlink::DataDipOutcome answer) { outcome = answer; });
  context.run();
  std::cout << "crmlink " << crmlink::version() << ": " << outcome.reason() << '\n';
  return outcome.value_or("language", "") == "fr" ? 0 : 1;
}
