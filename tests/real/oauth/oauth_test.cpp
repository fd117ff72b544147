#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "crmlink/core/json.hpp"
#include "crmlink/http/authenticated_transport.hpp"
#include "crmlink/http/client.hpp"
#include "crmlink/http/file_token_store.hpp"
#include "support/catch.hpp"

using namespace crmlink;
using namespace crmlink::http;
using namespace std::chrono_literals;

namespace {

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) throw std::runtime_error(std::string(name) + " isn't set; use run.sh");
  return value;
}

Url server_url(const std::string& target) {
  return Url::parse(environment("CRMLINK_OAUTH_URL") + target).value();
}

/// The real clock, which a test sets forward, as it does the server's.
class AheadClock final : public Clock {
 public:
  explicit AheadClock(boost::asio::any_io_executor executor)
      : real_(make_system_clock(std::move(executor))) {}

  TimePoint now() const noexcept override { return real_->now(); }
  WallTime wall_now() const noexcept override { return real_->wall_now() + ahead; }

  std::chrono::seconds ahead{0};

 protected:
  void start_wait(TimePoint when, WaitHandler handler) override {
    real_->async_wait_until(when, std::move(handler));
  }

 private:
  std::shared_ptr<Clock> real_;
};

AuthOptions options_for(OAuthGrant grant) {
  AuthOptions options;
  options.kind = AuthKind::oauth2;
  options.origins.push_back(server_url("/"));
  options.oauth.grant = grant;
  options.oauth.token_url = server_url("/token");
  options.oauth.client_id = "crm client";
  options.oauth.client_secret = Secret::environment("OAUTH_SECRET");
  // A test lets a token die as soon as it was issued.
  options.oauth.backoff = 0ms;
  return options;
}

/// A host whose requests go to the server.
class Host {
 public:
  explicit Host(OAuthGrant grant, const std::string& store_file = {}) {
    AuthServices services(context_.get_executor());
    services.clock = clock_;
    if (!store_file.empty())
      services.store = std::make_shared<FileTokenStore>(context_.get_executor(), store_file);
    transport_.emplace(client_, services, options_for(grant));
  }
  ~Host() {
    transport_.reset();
    client_->close();
    context_.restart();
    context_.run();
  }
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  /// Sends that many requests to the API at once; returns how many were answered by 200.
  std::size_t ask_all(std::size_t count) {
    std::size_t open = count;
    std::size_t good = 0;
    for (std::size_t i = 0; i < count; ++i)
      transport_->async_send(Request(Method::get, server_url("/api")), deadline(),
                             [&](const Result<Response>& result) {
                               --open;
                               if (result && result->status() == 200) ++good;
                               if (!result) last_error = result.error();
                             });
    context_.restart();
    while (open != 0)
      context_.run_one();
    return good;
  }

  /// Lets time pass for the server, and for this host too unless its clock is to be wrong.
  void pass(std::chrono::seconds time, bool here = true) {
    call(Method::post, "/advance?s=" + std::to_string(time.count()));
    if (here) clock_->ahead += time;
  }
  /// Returns how often the server has done something.
  std::int64_t count(const std::string& what) {
    const auto counts = parse_json(call(Method::get, "/counts")).value();
    const auto* const found = counts.as_object().if_contains(what);
    return found == nullptr ? 0 : found->as_int64();
  }

  Error last_error;

 private:
  static Transport::Deadline deadline() { return std::chrono::steady_clock::now() + 30s; }

  std::string call(Method method, const std::string& target) {
    std::optional<Result<Response>> result;
    client_->async_send(Request(method, server_url(target)), deadline(),
                        [&](Result<Response> done) { result = std::move(done); });
    context_.restart();
    while (!result)
      context_.run_one();
    return std::string(result->value().body());
  }

  boost::asio::io_context context_;
  std::shared_ptr<AheadClock> clock_ = std::make_shared<AheadClock>(context_.get_executor());
  std::shared_ptr<Client> client_ = std::make_shared<Client>(context_.get_executor());
  std::optional<AuthenticatedTransport> transport_;
};

}  // namespace

TEST_CASE("64 calls at once fetch one token by client credentials, and one after each expiry") {
  Host host(OAuthGrant::client_credentials);
  const auto before = host.count("client_credentials");
  for (int life = 1; life <= 5; ++life) {
    CHECK(host.ask_all(64) == 64);
    CHECK(host.count("client_credentials") - before == life);
    host.pass(61s);
  }
}

TEST_CASE("64 calls at once renew a token once that the server alone knows to be expired") {
  Host host(OAuthGrant::client_credentials);
  REQUIRE(host.ask_all(1) == 1);
  const auto before = host.count("client_credentials");
  const auto refused = host.count("api_refused");
  for (int life = 1; life <= 3; ++life) {
    host.pass(61s, false);
    CHECK(host.ask_all(64) == 64);
    CHECK(host.count("client_credentials") - before == life);
    CHECK(host.count("api_refused") > refused);
  }
}

TEST_CASE("a login's refresh token rotates once per expiry under 64 calls, and reuse revokes it") {
  const auto file = environment("CRMLINK_OAUTH_STORE");
  if (file.empty()) {
    WARN("the command-line tool isn't built, so nobody has logged in");
    return;
  }
  const auto stale_file = file + ".stale";
  std::filesystem::copy_file(file, stale_file);
  Host host(OAuthGrant::authorization_code, file);
  REQUIRE(host.ask_all(64) == 64);
  const auto before = host.count("refresh_token");
  for (int life = 1; life <= 5; ++life) {
    host.pass(61s);
    CHECK(host.ask_all(64) == 64);
    CHECK(host.count("refresh_token") - before == life);
  }
  {
    // Another run finds the rotated token in the file.
    Host next(OAuthGrant::authorization_code, file);
    CHECK(next.ask_all(64) == 64);
    CHECK(host.count("refresh_token") - before == 5);
  }
  CHECK(host.count("refused") == 0);

  Host thief(OAuthGrant::authorization_code, stale_file);
  CHECK(thief.ask_all(1) == 0);
  CHECK(host.count("refused") == 1);
  for (const Host* const one : {&thief, &host}) {
    if (one == &host) CHECK(host.ask_all(64) == 0);
    CHECK(one->last_error == Errc::token_unavailable);
    CHECK(one->last_error.message().find("log in again") != std::string::npos);
  }
  CHECK(host.count("refused") == 2);
}
