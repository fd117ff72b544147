#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <crmlink/crmlink.hpp>
#include <iostream>

// A transport of the consumer's own: his server may have another way to the CRM.
class OwnTransport : public crmlink::http::Transport {
 public:
  explicit OwnTransport(boost::asio::io_context& context) : context_(context) {}

 protected:
  void start_send(crmlink::http::Request, Deadline, SendHandler handler) override {
    boost::asio::post(context_, [handler = std::move(handler)]() mutable {
      std::move(handler)(
          crmlink::http::Response(200, {}, R"({"parameters": {"language": {"value": "fr"}}})"));
    });
  }

 private:
  boost::asio::io_context& context_;
};

int main() {
  boost::asio::io_context context;
  auto config = crmlink::parse_data_dip_config(R"({
    "name": "lookup", "api_url": "https://crm.example/api", "api_token": "t", "timeout_ms": 500,
    "request_parameters": [{"key": "phone", "type": "standard", "value": "External Number"}]})");
  if (!config) return std::cerr << config.error().message() << '\n', 1;
  auto crm = std::make_shared<OwnTransport>(context);
  crmlink::DataDipProfile profile(*config, crm, crmlink::DataDipServices(context.get_executor()));
  crmlink::DataDipOutcome outcome;
  profile.async_dip(crmlink::Variables{{"ANI", "+12223334444"}}, {},
                    [&](crmlink::DataDipOutcome answer) { outcome = answer; });
  context.run();
  std::cout << "crmlink " << crmlink::version() << ": " << outcome.reason() << '\n';
  return outcome.value_or("language", "") == "fr" ? 0 : 1;
}
