// crmlink as an IVR engine uses it: a profile, a client, callbacks on the engine's io_context.

#include <boost/asio/io_context.hpp>
#include <boost/json/value.hpp>
#include <vector>

#include "crmlink/core/json.hpp"
#include "crmlink/dip/call_data.hpp"
#include "crmlink/dip/data_dip_config.hpp"
#include "crmlink/dip/data_dip_profile.hpp"
#include "crmlink/http/client.hpp"
#include "crmlink/text/json_path.hpp"
#include "crmlink/text/text_template.hpp"
#include "exchange/bench_client.hpp"

namespace crmlink::bench {
namespace {

template <typename T>
T or_give_up(Result<T> result) {
  if (!result) give_up("crmlink: " + result.error().message());
  return std::move(*result);
}

std::string profile(const Setup& setup) {
  return R"json({"name": "bench", "api_url": ")json" +
         std::string(setup.tls ? "https://" : "http://") + setup.authority() + setup.target() +
         R"json(", "api_token": ")json" + std::string(bearer) + R"json(", "timeout_ms": )json" +
         std::to_string(setup.timeout.count()) + R"json(,
    "share_identical": false, "variables": ["QUEUE_NAME", "CALL_ID"],
    "request_parameters": [
      {"key": "phone_number", "type": "standard", "value": "External Number"},
      {"key": "dnis", "type": "standard", "value": "DNIS"},
      {"key": "call_id", "type": "template", "value": "call-{CALL_ID}"},
      {"key": "queue", "type": "template", "value": "{QUEUE_NAME} ({DNIS})"},
      {"key": "caller", "type": "sip_header", "value": "From (Caller ID only)"},
      {"key": "source", "type": "template", "value": "=DEFAULT_VALUE({TAG}, ivr)"}]})json";
}

Variables call() {
  Variables variables;
  for (const auto& fact : call_facts().first(4))
    variables.set(std::string(fact.name), std::string(fact.value));
  const auto from = std::string(call_facts()[4].value);
  set_sip_header(variables, "From", "\"Kim\" <sip:" + from + "@pbx.example>");
  return variables;
}

http::ClientOptions options(const Setup& setup) {
  http::ClientOptions options;
  if (setup.tls) {
    http::TlsOptions tls;
    tls.system_roots = false;
    tls.ca_pem = setup.root;
    options.tls = or_give_up(http::TlsIdentity::load(tls));
  }
  options.max_connections = setup.connections;
  options.max_waiting = 20000;
  options.idle_limit = std::chrono::milliseconds(60000);
  return options;
}

class CrmlinkClient : public BenchClient {
 public:
  CrmlinkClient(const Setup& setup, Listener& listener)
      : BenchClient(listener),
        setup_(setup),
        client_(std::make_shared<http::Client>(context_.get_executor(), options(setup))),
        profile_(or_give_up(parse_data_dip_config(profile(setup))), client_,
                 DataDipServices(context_.get_executor())) {
    for (const auto& field : expected_fields())
      paths_.push_back(or_give_up(JsonPath::parse(field.path)));
    bearer_ = Secret::literal(std::string(bearer));
  }

  void start(std::size_t slot) override {
    if (setup_.work == Work::dip)
      start_dip(slot);
    else
      start_crm_call(slot);
  }

  void run() override {
    context_.restart();
    context_.run();
  }
  void run_until(TimePoint when) override {
    while (std::chrono::steady_clock::now() < when) {
      context_.restart();
      context_.poll();
    }
  }
  void stop() override { context_.stop(); }

 private:
  void start_dip(std::size_t slot) {
    profile_.async_dip(call_, DataDipOptions(), [this, slot](const DataDipOutcome& outcome) {
      if (outcome.status() == DataDipStatus::timeout) return finish(slot, Ending::timed_out);
      if (outcome.status() != DataDipStatus::ok) give_up("crmlink: " + outcome.reason());
      ReplyCheck check;
      for (const auto& parameter : outcome.parameters())
        check.parameter(parameter.name, parameter.value, parameter.display_to_agent,
                        parameter.save_to_database);
      check.end(Work::dip);
      finish(slot);
    });
  }

  void start_crm_call(std::size_t slot) {
    url_.assign(setup_.tls ? "https://" : "http://").append(setup_.authority());
    url_.append(setup_.prefix);
    if (!crm_url_.expand(call_, url_)) give_up("crmlink: the URL");
    http::Request request(http::Method::get, or_give_up(http::Url::parse(url_)));
    request.bearer = bearer_;
    const auto deadline = std::chrono::steady_clock::now() + setup_.timeout;
    client_->async_send(std::move(request), deadline, [this, slot](Result<http::Response> reply) {
      end_crm_call(slot, std::move(reply));
    });
  }

  void end_crm_call(std::size_t slot, Result<http::Response> reply) {
    const auto response = or_give_up(std::move(reply));
    if (!response.ok()) give_up("crmlink: an unusual reply");
    const auto json = or_give_up(parse_json(response.body()));
    ReplyCheck check;
    for (const auto& path : paths_) {
      const auto* const value = path.find(json);
      if (value == nullptr) give_up("crmlink: a field isn't there");
      check.field(value->get_string());
    }
    check.end(Work::crm_call);
    finish(slot);
  }

  static TextTemplate crm_url() {
    const Vocabulary names{"ANI"};
    TextTemplate::Options options(Slot::url_query, names);
    options.literals = Literals::verbatim;
    return or_give_up(TextTemplate::parse("/accounts?phone={ANI}", options));
  }

  Setup setup_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      context_.get_executor()};
  std::shared_ptr<http::Client> client_;
  DataDipProfile profile_;
  Variables call_ = call();
  TextTemplate crm_url_ = crm_url();
  std::string url_;
  Secret bearer_;
  std::vector<JsonPath> paths_;
};

}  // namespace

std::unique_ptr<BenchClient> make_crmlink_client(const Setup& setup, Listener& listener) {
  return std::make_unique<CrmlinkClient>(setup, listener);
}

}  // namespace crmlink::bench
