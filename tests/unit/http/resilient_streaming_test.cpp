#include "crmlink/http/body_sink.hpp"
#include "crmlink/http/body_source.hpp"
#include "resilience_stand.hpp"

using namespace crmlink;
using namespace crmlink::http;
using namespace crmlink::test;

namespace {

ResilienceOptions retrying() {
  ResilienceOptions options;
  options.retry.max_attempts = 3;
  return options;
}

/// A body of one byte, from its beginning as often as `repeatable` allows.
std::shared_ptr<BodySource> one_byte(bool repeatable) {
  auto given = std::make_shared<bool>(false);
  GeneratedBody::Rewind rewind;
  if (repeatable) {
    rewind = [given] {
      *given = false;
      return Result<>();
    };
  }
  const auto fill = [given](std::span<char> room) -> Result<std::size_t> {
    if (std::exchange(*given, true)) return std::size_t{0};
    room.front() = 'x';
    return std::size_t{1};
  };
  return std::make_shared<GeneratedBody>(fill, 1, rewind);
}

Request put_with(std::shared_ptr<BodySource> source) {
  auto request = get();
  request.method = Method::put;
  request.body_source = std::move(source);
  return request;
}

}  // namespace

TEST_CASE("a body that can begin again is sent again, whole") {
  ResilienceStand stand(retrying());
  stand.inner->respond(503, "");
  stand.inner->respond(200, "");
  const auto sent = stand.send(put_with(one_byte(true)));
  stand.run(*sent);
  CHECK(sent->status() == 200);
  REQUIRE(stand.asked() == 2);
  CHECK(stand.inner->requests().at(1).body == "x");
}

TEST_CASE("a body that can't begin again is sent once, even with a key") {
  ResilienceOptions options = retrying();
  options.idempotency_field = "Idempotency-Key";
  ResilienceStand stand(options);
  stand.inner->respond(503, "");
  auto request = put_with(one_byte(false));
  request.idempotency_key = "4711";
  const auto sent = stand.send(std::move(request));
  stand.run(*sent);
  CHECK(sent->status() == 503);
  CHECK(stand.asked() == 1);
}

TEST_CASE("a source that fails isn't the server's fault, nor asked again") {
  ResilienceStand stand(retrying());
  auto request = put_with(std::make_shared<GeneratedBody>(
      [](std::span<char>) -> Result<std::size_t> { return Errc::invalid_argument; }));
  const auto sent = stand.send(std::move(request));
  stand.run(*sent);
  CHECK(sent->error() == Errc::body_source_failed);
  CHECK(sent->error().detail() == "invalid argument");
  CHECK(stand.asked() == 0);
}

TEST_CASE("a sink hears of the reply that counts") {
  ResilienceStand stand(retrying());
  stand.inner->respond(503, "no");
  stand.inner->respond(200, "yes");
  std::string text;
  auto request = get();
  request.body_sink = std::make_shared<FunctionSink>([&](std::string_view part) {
    text += part;
    return Result<>();
  });
  const auto sent = stand.send(std::move(request));
  stand.run(*sent);
  CHECK(sent->status() == 200);
  CHECK(text == "yes");
  CHECK((*sent->result)->body().empty());
}

TEST_CASE("a sink that fails ends the request with a transport without a network, too") {
  ResilienceStand stand(retrying());
  stand.inner->respond(200, "yes");
  auto request = get();
  request.body_sink = std::make_shared<FunctionSink>(
      [](std::string_view) { return Result<>(Error(Errc::invalid_argument)); });
  const auto sent = stand.send(std::move(request));
  stand.run(*sent);
  CHECK(sent->error() == Errc::body_sink_failed);
  CHECK(stand.asked() == 1);
}
