#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <optional>

#include "crmlink/testing/fake_transport.hpp"
#include "crmlink/testing/recording_transport.hpp"
#include "crmlink/testing/replay_transport.hpp"
#include "support/catch.hpp"
#include "support/test_executor.hpp"

namespace {

namespace asio = boost::asio;
using namespace crmlink;
using crmlink::test::TestExecutor;
using testing::FakeTransport;
using testing::RecordingOptions;
using testing::RecordingTransport;
using testing::ReplayTransport;

http::Request request_to(const std::string& url, std::string body = {}) {
  http::Request request(body.empty() ? http::Method::get : http::Method::post,
                        http::Url::parse(url).value());
  request.body = std::move(body);
  request.fields.emplace_back("Content-Type", "application/json");
  request.fields.emplace_back("Authorization", "Basic cGxhbnRlZA==");
  request.bearer = Secret::literal("planted-bearer");
  return request;
}

RecordingOptions rules() {
  RecordingOptions options;
  options.private_fields = {"name"};
  return options;
}

Result<http::Response> send(TestExecutor& executor, http::Transport& transport,
                            http::Request request) {
  std::optional<Result<http::Response>> result;
  transport.async_send(std::move(request), http::Transport::Deadline::max(),
                       [&](Result<http::Response> got) { result = std::move(got); });
  CHECK_FALSE(result);
  executor.poll();
  REQUIRE(result);
  return std::move(*result);
}

/// A recorded call: find a person by phone, read the account that was found.
struct Stand {
  TestExecutor executor;
  std::shared_ptr<FakeTransport> crm = std::make_shared<FakeTransport>(executor.get());
  RecordingTransport recorder{crm, rules()};

  Result<http::Response> record(http::Request request) {
    return send(executor, recorder, std::move(request));
  }

  void record_lookup() {
    crm->respond(200, R"({"name": "Kim Ng", "phone": "12223334444", "id": "7"})",
                 {{"Set-Cookie", "sid=planted"}, {"Content-Length", "1"}});
    crm->respond(200, R"({"mail": "kim@mail.example"})");
    record(request_to("https://crm.example/find?phone=%2B12223334444", R"({"p": "+12223334444"})"));
    record(request_to("https://crm.example/accounts/7"));
  }

  std::shared_ptr<ReplayTransport> replay() {
    auto transport = ReplayTransport::parse(recorder.to_json(), executor.get());
    if (!transport) FAIL(transport.error().message());
    return *transport;
  }

  Result<http::Response> look_up(http::Transport& replay, std::string body) {
    return send(executor, replay,
                request_to("https://crm.example/find?phone=%2B15550100", std::move(body)));
  }
};

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("a recording changes nothing for those who talk") {
  Stand stand;
  stand.crm->respond(200, R"({"name": "Kim Ng"})");
  const auto reply = stand.record(request_to("https://crm.example/1"));
  REQUIRE(reply);
  CHECK(reply->body() == R"({"name": "Kim Ng"})");
  REQUIRE(stand.crm->requests().size() == 1);
  CHECK(stand.crm->requests()[0].bearer.resolve()->reveal() == "planted-bearer");
  CHECK(stand.recorder.size() == 1);
}

TEST_CASE("a recording holds no personal data and no secrets") {
  Stand stand;
  stand.record_lookup();
  const auto text = stand.recorder.to_json();
  for (const auto* planted : {"Kim", "2223334444", "kim@mail", "planted", "cGxhbnRlZA"}) {
    CAPTURE(planted, text);
    CHECK_FALSE(holds(text, planted));
  }
  CHECK(holds(text, "https://crm.example/find?phone=phone-"));
}

TEST_CASE("a value has the same token wherever it is in a recording") {
  Stand stand;
  stand.record_lookup();
  const auto text = stand.recorder.to_json();
  const auto token = text.substr(text.find("phone-"), 18);
  std::size_t count = 0;
  for (auto at = text.find(token); at != std::string::npos; at = text.find(token, at + 1))
    ++count;
  CHECK(count == 3);
}

TEST_CASE("a key of one's own gives the same recording again") {
  const auto recorded = [] {
    TestExecutor executor;
    auto crm = std::make_shared<FakeTransport>(executor.get());
    auto options = rules();
    options.key = Secret::literal("our-own-key");
    RecordingTransport recorder(crm, options);
    crm->respond(200, R"({"name": "Kim Ng"})");
    send(executor, recorder, request_to("https://crm.example/12223334444"));
    return recorder.to_json();
  };
  const auto text = recorded();
  CHECK(text == recorded());
  CHECK_FALSE(holds(text, "our-own-key"));
}

TEST_CASE("a recording is replayed with made-up values, which come back in the replies") {
  Stand stand;
  stand.record_lookup();
  const auto replay = stand.replay();
  const auto found = stand.look_up(*replay, R"({"p": "+15550100"})");
  REQUIRE(found);
  CHECK(found->status() == 200);
  CHECK(holds(found->body(), R"("phone": "+15550100")"));
  CHECK(holds(found->body(), R"("name": "value-)"));
  const auto account = send(stand.executor, *replay, request_to("https://crm.example/accounts/7"));
  REQUIRE(account);
  CHECK(holds(account->body(), R"({"mail": "email-)"));
  CHECK(replay->unused().empty());
  CHECK(replay->mismatches().empty());
}

TEST_CASE("values that were equal in a recorded request must be equal again") {
  Stand stand;
  stand.record_lookup();
  const auto replay = stand.replay();
  const auto found = stand.look_up(*replay, R"({"p": "+15550199"})");
  REQUIRE_FALSE(found);
  CHECK(
      holds(found.error().detail(), "its body differs at byte 8: recorded `1>\"}`, sent `2>\"}`"));
}

TEST_CASE("equal requests are answered in the order in which they were recorded") {
  Stand stand;
  stand.crm->respond(200, "first");
  stand.crm->respond(200, "second");
  stand.record(request_to("https://crm.example/1"));
  stand.record(request_to("https://crm.example/1"));
  const auto replay = stand.replay();
  CHECK(replay->unused() ==
        std::vector<std::string>{"#1 GET https://crm.example/1", "#2 GET https://crm.example/1"});
  CHECK(send(stand.executor, *replay, request_to("https://crm.example/1"))->body() == "first");
  CHECK(send(stand.executor, *replay, request_to("https://crm.example/1"))->body() == "second");
}

TEST_CASE("a request that matches nothing is told what is nearest and where they part") {
  Stand stand;
  stand.crm->respond(200, "1");
  stand.record(request_to("https://crm.example/a", R"({"size": 1})"));
  const auto replay = stand.replay();
  const auto fail = [&](const std::string& url, const std::string& body) {
    const auto result = send(stand.executor, *replay, request_to(url, body));
    REQUIRE_FALSE(result);
    CHECK(result.error() == Errc::connect_failed);
    CHECK(replay->mismatches().back() == result.error().detail());
    return std::string(result.error().detail());
  };
  CHECK(fail("https://crm.example/a", R"({"size": 2})") ==
        "the recording has no POST https://crm.example/a like this; the nearest left is #1 POST "
        "https://crm.example/a: its body differs at byte 9: recorded `1}`, sent `2}`");
  CHECK(holds(fail("https://crm.example/b", R"({"size": 1})"),
              "its URL differs at byte 20: recorded `a`, sent `b`"));
  CHECK(holds(fail("https://crm.example/a", ""), "its method is POST, sent was GET"));
  CHECK(send(stand.executor, *replay, request_to("https://crm.example/a", R"({"size": 1})")));
  CHECK(holds(fail("https://crm.example/a", R"({"size": 1})"), "asked for again"));
  CHECK(holds(fail("https://crm.example/c", ""), "nothing is left"));
  CHECK(replay->mismatches().size() == 5);
}

TEST_CASE("a mismatch doesn't tell a caller's data") {
  Stand stand;
  stand.crm->respond(200, "1");
  stand.record(request_to("https://crm.example/a", R"({"name": "Kim", "x": 1})"));
  const auto replay = stand.replay();
  const auto result =
      send(stand.executor, *replay,
           request_to("https://crm.example/a?q=15550100", R"({"name": "Li Wu", "x": 2})"));
  REQUIRE_FALSE(result);
  CHECK_FALSE(holds(result.error().message(), "15550100"));
  CHECK_FALSE(holds(result.error().message(), "Li"));
}

TEST_CASE("a failure is recorded and comes again") {
  Stand stand;
  ErrorInfo info(Errc::wait_timeout);
  info.phase = Phase::wait;
  info.delivery = Delivery::maybe_applied;
  info.detail = "no word for +12223334444";
  stand.crm->fail(info);
  CHECK_FALSE(stand.record(request_to("https://crm.example/1")));
  CHECK_FALSE(holds(stand.recorder.to_json(), "2223334444"));
  const auto result = send(stand.executor, *stand.replay(), request_to("https://crm.example/1"));
  REQUIRE_FALSE(result);
  CHECK(result.error() == Errc::wait_timeout);
  CHECK(result.error().phase() == Phase::wait);
  CHECK(result.error().delivery() == Delivery::maybe_applied);
}

TEST_CASE("a recorded request keeps its handler's executor and its cancellation") {
  Stand stand;
  TestExecutor own;
  asio::cancellation_signal signal;
  std::optional<Result<http::Response>> result;
  stand.crm->hang();
  auto handler = [&](Result<http::Response> got) {
    CHECK(own.is_here());
    result = std::move(got);
  };
  stand.recorder.async_send(request_to("https://crm.example/1"), http::Transport::Deadline::max(),
                            asio::bind_cancellation_slot(
                                signal.slot(), asio::bind_executor(own.get(), std::move(handler))));
  stand.executor.poll();
  CHECK(stand.recorder.size() == 0);
  signal.emit(asio::cancellation_type::terminal);
  stand.executor.poll();
  own.poll();
  REQUIRE(result);
  CHECK(result->error() == Errc::cancelled);
  CHECK(stand.recorder.size() == 1);
}

TEST_CASE("a body that isn't UTF-8 is left out") {
  Stand stand;
  stand.crm->respond(200, "\xFF\xFE 12223334444");
  stand.record(request_to("https://crm.example/1"));
  CHECK(send(stand.executor, *stand.replay(), request_to("https://crm.example/1"))->body().empty());
}

TEST_CASE("a document that is no recording is refused with all that is wrong with it") {
  TestExecutor executor;
  const auto refused = ReplayTransport::parse(
      R"({"crmlink_recording": 2, "exchanges": [{"request": {"method": "GET"}, "error": {"what": "bad luck"}}]})",
      executor.get());
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == Errc::invalid_configuration);
  CHECK(refused.error().complaints().size() == 3);
}
