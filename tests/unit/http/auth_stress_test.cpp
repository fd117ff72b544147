#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "auth_stand.hpp"
#include "core/completion.hpp"

using namespace crmlink;
using namespace crmlink::http;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

namespace asio = boost::asio;

/// A CRM and its token server for any thread, which answer within a millisecond; each token works
/// for some twenty requests, and a refresh token once.
class RestlessIssuer : public Transport {
 public:
  explicit RestlessIssuer(asio::any_io_executor executor) : executor_(std::move(executor)) {}

  std::atomic<int> issued{0};
  std::atomic<int> at_once{0};  ///< Requests for tokens that are under way.
  std::atomic<int> most_at_once{0};
  std::atomic<int> reused{0};

 protected:
  void start_send(Request request, Deadline, SendHandler handler) override {
    const auto timer = std::make_shared<asio::steady_timer>(executor_);
    const auto completion =
        std::make_shared<Completion<Result<Response>>>(std::move(handler), executor_);
    const bool for_token = request.url == url_of(token_url);
    if (for_token) most_at_once = std::max<int>(most_at_once, ++at_once);
    timer->expires_after(std::chrono::microseconds(++turns_ * 7919 % 1000));
    timer->async_wait([this, timer, completion, for_token,
                       request = std::move(request)](boost::system::error_code) {
      auto response = for_token ? issue(request.body) : answer(request);
      completion->complete(std::move(response));
    });
  }

 private:
  Response issue(const std::string& form) {
    --at_once;
    const auto expected = "refresh_token=refresh-" + std::to_string(issued) + "&";
    if ((form + '&').find(expected) == std::string::npos) ++reused;
    const auto number = std::to_string(++issued);
    uses_ = 0;
    return Response(200, {},
                    R"({"access_token": "access-)" + number + R"(", "refresh_token": "refresh-)" +
                        number + R"(", "expires_in": 3600})");
  }

  Response answer(const Request& request) {
    const auto token = request.bearer.resolve();
    const bool good =
        token && token->reveal() == "access-" + std::to_string(issued) && ++uses_ < 20;
    return Response(good ? 200 : 401, {}, "");
  }

  asio::any_io_executor executor_;
  std::atomic<unsigned> turns_{0};
  std::atomic<int> uses_{0};
};

AuthOptions options() {
  auto options = oauth_options(OAuthGrant::refresh_token);
  options.oauth.backoff = 0ms;
  return options;
}

/// A request whose cancellation, as its user's, runs on the same strand as its handler.
struct Call {
  explicit Call(const asio::any_io_executor& executor) : strand(asio::make_strand(executor)) {}

  asio::strand<asio::any_io_executor> strand;
  asio::cancellation_signal cancellation;
  std::atomic<int> completions{0};
};

}  // namespace

TEST_CASE("from many threads at once one renewal runs, and every request completes exactly once") {
  constexpr unsigned count = 2000;
  asio::io_context context{2};
  auto inner = std::make_shared<RestlessIssuer>(context.get_executor());
  AuthenticatedTransport transport(inner, AuthServices(context.get_executor()), options());
  std::vector<std::unique_ptr<Call>> calls;
  for (unsigned i = 0; i < count; ++i)
    calls.push_back(std::make_unique<Call>(context.get_executor()));

  for (unsigned i = 0; i < count; ++i) {
    Call& call = *calls[i];
    asio::post(call.strand, [&call, &transport, i] {
      transport.async_send(
          Request(Method::get, url_of(api_url)),
          std::chrono::steady_clock::now() + (i % 5 == 0 ? std::chrono::milliseconds(i % 50) : 30s),
          asio::bind_cancellation_slot(
              call.cancellation.slot(),
              asio::bind_executor(call.strand, [&call](Result<Response>) { ++call.completions; })));
      if (i % 3 == 0)
        asio::post(call.strand,
                   [&call] { call.cancellation.emit(asio::cancellation_type::terminal); });
    });
  }
  // Both return when nothing is under way and no timer is left.
  std::thread other([&context] { context.run(); });
  context.run();
  other.join();

  for (const auto& call : calls)
    CHECK(call->completions == 1);
  CHECK(inner->issued > 1);
  CHECK(inner->most_at_once == 1);
  CHECK(inner->reused == 0);
}

TEST_CASE("an authenticated transport may be destroyed with requests and a renewal under way") {
  asio::io_context context{2};
  auto inner = std::make_shared<RestlessIssuer>(context.get_executor());
  std::atomic<int> completions{0};
  constexpr int rounds = 20;
  constexpr int requests = 50;
  for (int round = 0; round < rounds; ++round)
    asio::post(context, [&context, &completions, inner] {
      AuthenticatedTransport transport(inner, AuthServices(context.get_executor()), options());
      for (int i = 0; i < requests; ++i)
        transport.async_send(Request(Method::get, url_of(api_url)),
                             std::chrono::steady_clock::now() + 1s,
                             [&completions](Result<Response>) { ++completions; });
    });
  std::thread other([&context] { context.run(); });
  context.run();
  other.join();
  CHECK(completions == rounds * requests);
}
