#include <boost/asio/io_context.hpp>
#include <crmlink/crmlink.hpp>
#ifdef WITH_PHONE
#include <crmlink/phone/all_phone_numbers.hpp>
#endif

namespace {

// The copies of crmlink::phone share one libphonenumber.
bool phone_works() {
#ifdef WITH_PHONE
  const auto numbers = crmlink::make_all_phone_numbers("DE");
  return numbers && (*numbers)->same_number("030 1234567", "+49301234567");
#else
  return true;
#endif
}

}  // namespace

// A function of crmlink at an address of this plugin's own copy, and whether that copy works.
extern "C" const void* plugin_copy() {
  return reinterpret_cast<const void*>(&crmlink::version);
}

// Port 1 of the loopback is closed: the dip goes through the whole client and ends in its fallback.
extern "C" bool plugin_works() {
  boost::asio::io_context context;
  const auto config = crmlink::parse_data_dip_config(R"({
    "name": "lookup", "api_url": "https://127.0.0.1:1/", "api_token": "t", "timeout_ms": 5000,
    "request_parameters": [{"key": "phone", "type": "standard", "value": "External Number"}],
    "fallback": {"language": {"value": "en"}}})");
  if (!config) return false;
  auto client = std::make_shared<crmlink::http::Client>(context.get_executor());
  const crmlink::DataDipProfile profile(*config, client,
                                        crmlink::DataDipServices(context.get_executor()));
  crmlink::DataDipOutcome outcome;
  profile.async_dip(crmlink::Variables{{"ANI", "+12223334444"}}, {},
                    [&](crmlink::DataDipOutcome answer) { outcome = answer; });
  context.run();
  return outcome.status() == crmlink::DataDipStatus::transport &&
         outcome.value_or("language", "") == "en" && phone_works();
}
