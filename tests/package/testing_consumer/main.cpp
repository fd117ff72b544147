#include <boost/asio/io_context.hpp>
#include <crmlink/crmlink.hpp>
#include <crmlink/testing/fake_clock.hpp>
#include <crmlink/testing/fake_transport.hpp>
#include <crmlink/testing/fault_server.hpp>
#include <iostream>

using namespace crmlink;

namespace {

DataDipConfig profile_for(const std::string& url) {
  return parse_data_dip_config(R"({"name": "lookup", "api_token": "t", "timeout_ms": 5000,
    "request_parameters": [{"key": "phone", "type": "standard", "value": "External Number"}],
    "fallback": {"language": {"value": "en"}}, "api_url": ")" +
                               url + "\"}")
      .value();
}

/// What comes of one dip.
struct Dip {
  explicit Dip(const DataDipProfile& profile) {
    profile.async_dip(Variables{{"ANI", "+12223334444"}}, {},
                      [this](DataDipOutcome got) { outcome = std::move(got); });
  }
  DataDipOutcome outcome;
};

bool hangs_until_the_deadline() {
  boost::asio::io_context context;
  const auto clock = std::make_shared<testing::FakeClock>(context.get_executor());
  const auto crm = std::make_shared<testing::FakeTransport>(context.get_executor(), clock);
  crm->hang();
  DataDipServices services(context.get_executor());
  services.clock = clock;
  const Dip dip(DataDipProfile(profile_for("https://crm.example/api"), crm, services));
  context.poll();
  clock->advance(std::chrono::seconds(5));
  context.run();
  return dip.outcome.status() == DataDipStatus::timeout &&
         dip.outcome.value_or("language", "") == "en";
}

bool survives(testing::Fault fault, DataDipStatus expected) {
  testing::FaultServerOptions options;
  options.tls = true;
  const testing::FaultServer crm({fault, testing::Turn()}, options);
  boost::asio::io_context context;
  const auto client = std::make_shared<http::Client>(context.get_executor(), crm.client_options());
  const DataDipProfile profile(profile_for(crm.url()), client,
                               DataDipServices(context.get_executor()));
  const Dip bad(profile);
  context.run();
  context.restart();
  const Dip good(profile);
  context.run();
  std::cout << to_string(fault) << ": " << bad.outcome.reason() << '\n';
  return bad.outcome.status() == expected && good.outcome.value_or("language", "") == "fr";
}

}  // namespace

int main() {
  const bool good = hangs_until_the_deadline() &&
                    survives(testing::Fault::reset, DataDipStatus::transport) &&
                    survives(testing::Fault::expired_certificate, DataDipStatus::transport) &&
                    survives(testing::Fault::html, DataDipStatus::invalid_response);
  return good ? 0 : 1;
}
