#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crmlink/http/authenticated_transport.hpp"
#include "crmlink/testing/fake_clock.hpp"
#include "crmlink/testing/fake_transport.hpp"
#include "support/catch.hpp"
#include "support/show.hpp"
#include "support/test_executor.hpp"

namespace crmlink::test {

inline constexpr const char* api_url = "https://crm.example/accounts?phone=1";
inline constexpr const char* token_url = "https://id.example/token";

inline http::Url url_of(std::string_view text) {
  return http::Url::parse(text).value();
}

inline http::AuthOptions auth_options(http::AuthKind kind) {
  http::AuthOptions options;
  options.kind = kind;
  options.origins.push_back(url_of("https://crm.example"));
  return options;
}

inline http::AuthOptions oauth_options(http::OAuthGrant grant) {
  auto options = auth_options(http::AuthKind::oauth2);
  options.oauth.grant = grant;
  options.oauth.token_url = url_of(token_url);
  options.oauth.client_id = "client";
  options.oauth.client_secret = Secret::literal("s3cret");
  if (grant == http::OAuthGrant::refresh_token)
    options.oauth.refresh_token = Secret::literal("refresh-0");
  return options;
}

/// What became of one request; a second completion fails the test.
struct AuthSent {
  std::optional<Result<http::Response>> result;
  boost::asio::cancellation_signal cancellation;

  bool done() const { return result.has_value(); }
  int status() const {
    REQUIRE(result);
    return *result ? (*result)->status() : 0;
  }
  Error error() const {
    REQUIRE(result);
    REQUIRE_FALSE(*result);
    return result->error();
  }
};

/// A CRM and the server that issues its tokens: each token works until it expires or the next one
/// is issued, and a refresh token works once.
class FakeIssuer {
 public:
  explicit FakeIssuer(std::shared_ptr<testing::FakeClock> clock) : clock_(std::move(clock)) {}

  Result<http::Response> answer(const http::Request& request) {
    if (request.url == url_of(token_url)) return issue(request.body);
    ++asked;
    const auto token = request.bearer ? std::string(request.bearer.resolve()->reveal()) : "";
    const bool good = token == access() && clock_->now() < expires_at_;
    if (!good) ++refused;
    return http::Response(good ? 200 : 401, {}, good ? "fine" : "expired");
  }

  std::string access() const { return "access-" + std::to_string(issued); }
  std::string refresh() const { return "refresh-" + std::to_string(issued); }
  /// Lets the present token die before its time.
  void revoke() { expires_at_ = clock_->now(); }

  std::chrono::seconds lifetime{3600};
  int issued = 0;   ///< Tokens.
  int asked = 0;    ///< Requests to the CRM.
  int refused = 0;  ///< Those of them that had no good token.
  int reused = 0;   ///< Refresh tokens that had been used before.
  std::vector<std::string> forms;

 private:
  http::Response issue(const std::string& form) {
    forms.push_back(form);
    const bool refreshes = form.find("grant_type=refresh_token") != std::string::npos;
    if (refreshes && form.find("refresh_token=" + refresh()) == std::string::npos) {
      ++reused;
      return http::Response(400, {}, R"({"error": "invalid_grant"})");
    }
    ++issued;
    expires_at_ = clock_->now() + lifetime;
    return http::Response(200, {},
                          R"({"token_type": "Bearer", "access_token": ")" + access() +
                              R"(", "refresh_token": ")" + refresh() + R"(", "expires_in": )" +
                              std::to_string(lifetime.count()) + "}");
  }

  std::shared_ptr<testing::FakeClock> clock_;
  Clock::TimePoint expires_at_{};
};

/// An authenticated transport on a fake one, in virtual time.
class AuthStand {
 public:
  explicit AuthStand(http::AuthOptions options, std::shared_ptr<http::TokenStore> store = nullptr) {
    http::AuthServices services(executor.get());
    services.clock = clock;
    services.store = std::move(store);
    services.logger = Logger(
        [this](LogLevel, std::string_view, std::string_view line) { lines.emplace_back(line); });
    inner->answer_all([this](const http::Request& request) { return issuer.answer(request); });
    transport.emplace(inner, services, std::move(options));
  }
  ~AuthStand() {
    // Whatever a test did: nothing may be left behind.
    transport.reset();
    executor.poll();
    CHECK(clock->pending() == inner->pending());
    for (const auto& line : lines)
      CHECK(line.find("s3cret") == std::string::npos);
  }
  AuthStand(const AuthStand&) = delete;
  AuthStand& operator=(const AuthStand&) = delete;

  /// Starts a request without running anything.
  std::shared_ptr<AuthSent> start(http::Request request,
                                  std::chrono::milliseconds timeout = std::chrono::seconds(5)) {
    auto sent = std::make_shared<AuthSent>();
    transport->async_send(std::move(request), clock->now() + timeout,
                          boost::asio::bind_cancellation_slot(
                              sent->cancellation.slot(), [sent](Result<http::Response> result) {
                                CHECK_FALSE(sent->result);
                                sent->result = std::move(result);
                              }));
    CHECK_FALSE(sent->done());
    return sent;
  }
  std::shared_ptr<AuthSent> start() {
    return start(http::Request(http::Method::get, url_of(api_url)));
  }

  /// Starts a request, and runs what is ready.
  std::shared_ptr<AuthSent> send(http::Request request) {
    auto sent = start(std::move(request));
    executor.poll();
    return sent;
  }
  std::shared_ptr<AuthSent> send() {
    auto sent = start();
    executor.poll();
    return sent;
  }

  void pass(std::chrono::nanoseconds time) {
    clock->advance(time);
    executor.poll();
  }

  /// Returns the latest request that the inner transport got.
  const http::Request& last() const { return inner->requests().back(); }

  TestExecutor executor;
  std::shared_ptr<testing::FakeClock> clock =
      std::make_shared<testing::FakeClock>(executor.context().get_executor());
  FakeIssuer issuer{clock};
  std::shared_ptr<testing::FakeTransport> inner =
      std::make_shared<testing::FakeTransport>(executor.context().get_executor(), clock);
  std::vector<std::string> lines;
  std::optional<http::AuthenticatedTransport> transport;
};

}  // namespace crmlink::test
