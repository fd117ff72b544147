#include "loopback/harness.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <stdexcept>

namespace crmlink::test {
namespace {

constexpr std::chrono::seconds patience{30};

http::Url parse_url(const std::string& text) {
  auto url = http::Url::parse(text);
  REQUIRE(url);
  return *url;
}

}  // namespace

Transport::Deadline ample() {
  return in(std::chrono::minutes(5));
}

Transport::Deadline in(std::chrono::milliseconds limit) {
  return std::chrono::steady_clock::now() + limit;
}

Request get(const std::string& url) {
  return Request(Method::get, parse_url(url));
}

Request post(const std::string& url, std::string body) {
  Request request(Method::post, parse_url(url));
  request.body = std::move(body);
  return request;
}

ClientOptions trusting(const CertificateAuthority& trusted) {
  http::TlsOptions tls;
  tls.system_roots = false;
  tls.ca_pem = trusted.pem();
  auto identity = http::TlsIdentity::load(tls);
  REQUIRE(identity);
  ClientOptions options;
  options.tls = *identity;
  return options;
}

ClientOptions asking(const std::string& dns_server) {
  auto options = trusting(authority());
  options.dns_servers = dns_server;
  return options;
}

const CertificateAuthority& authority() {
  static const CertificateAuthority made;
  return made;
}

ServerOptions secure() {
  static const auto certificate = authority().issue({.hosts = {"127.0.0.1", "crm.test"}});
  return {.certificate = certificate};
}

struct Call::State {
  boost::asio::cancellation_signal signal;
  std::optional<Result<Response>> result;
  int completions = 0;
};

Call::Call(std::shared_ptr<State> state) : state_(std::move(state)) {}

void Call::cancel() {
  state_->signal.emit(boost::asio::cancellation_type::terminal);
}

bool Call::done() const {
  return state_->completions > 0;
}

int Call::completions() const {
  return state_->completions;
}

Result<Response> Call::take() {
  REQUIRE(state_->result);
  return std::move(*state_->result);
}

Call Loop::start(Transport& client, Request request, Transport::Deadline deadline) {
  auto state = std::make_shared<Call::State>();
  auto on_result = [this, state](Result<Response> result) {
    ++state->completions;
    state->result.emplace(std::move(result));
    context_.stop();
  };
  client.async_send(
      std::move(request), deadline,
      boost::asio::bind_cancellation_slot(state->signal.slot(), std::move(on_result)));
  // Never inside the initiating function.
  REQUIRE(state->completions == 0);
  return Call(std::move(state));
}

Result<Response> Loop::finish(Call& call) {
  const auto limit = std::chrono::steady_clock::now() + patience;
  while (!call.done() && std::chrono::steady_clock::now() < limit) {
    context_.restart();
    if (context_.run_until(limit) == 0 && !call.done()) break;
  }
  if (!call.done()) FAIL("the handler didn't run");
  REQUIRE(call.completions() == 1);
  return call.take();
}

Result<Response> Loop::send(Transport& client, Request request, Transport::Deadline deadline) {
  auto call = start(client, std::move(request), deadline);
  return finish(call);
}

Error Loop::fail(Transport& client, Request request, Transport::Deadline deadline) {
  const auto result = send(client, std::move(request), deadline);
  if (result) FAIL("a reply came, status " << result->status());
  return result.error();
}

void Loop::run_until(const std::function<bool()>& reached) {
  const auto limit = std::chrono::steady_clock::now() + patience;
  while (!reached()) {
    if (std::chrono::steady_clock::now() > limit) FAIL("it didn't happen");
    context_.restart();
    context_.run_for(std::chrono::milliseconds(1));
  }
}

void Loop::settle() {
  do
    context_.restart();
  while (context_.poll() != 0);
}

Error with_growing_deadline(Errc expected,
                            const std::function<Error(std::chrono::milliseconds)>& attempt) {
  std::chrono::milliseconds limit{100};
  auto error = attempt(limit);
  while (!(error == expected) && limit < std::chrono::seconds(5)) {
    limit *= 3;
    error = attempt(limit);
  }
  return error;
}

void check_timeout(const Error& error, Errc code, Phase phase) {
  CHECK(error == code);
  CHECK(error.is(Condition::timeout));
  CHECK(error.is(Condition::transport));
  CHECK(error.phase() == phase);
  CHECK(error.elapsed()[phase].count() > 0);
}

}  // namespace crmlink::test
