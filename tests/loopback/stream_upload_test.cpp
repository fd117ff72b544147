// Bodies that a source gives while they are sent.

#include <fcntl.h>

#include <fstream>

#include "crmlink/http/file_body.hpp"
#include "loopback/streaming.hpp"
#include "support/held_memory.hpp"
#include "support/temp_folder.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;
using http::FileBody;
using http::FileBodyOptions;
using http::GeneratedBody;

namespace {

constexpr std::uint64_t large = 64U << 20U;  // More than sockets take by far.

std::string write_large_file(const TempFolder& folder, std::uint64_t size) {
  const auto path = folder.path("call.wav");
  std::ofstream file(path, std::ios::binary);
  std::vector<char> piece(1U << 20U);
  for (std::uint64_t place = 0; place < size; place += piece.size()) {
    fill_from(place, piece);
    file.write(piece.data(), static_cast<std::streamsize>(std::min(piece.size(), size - place)));
  }
  return path;
}

}  // namespace

TEST_CASE("a large file is sent with its length, in little memory") {
  const bool tls = GENERATE(false, true);
  const TempFolder folder;
  const auto path = write_large_file(folder, large);
  UploadServer server(tls ? secure() : ServerOptions{});
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  std::vector<std::uint64_t> sent;
  FileBodyOptions options;
  std::size_t most_held = 0;
  options.on_sent = [&](std::uint64_t bytes) {
    sent.push_back(bytes);
    most_held = std::max(most_held, held_memory());
  };
  const auto file = FileBody::open(path, options);
  REQUIRE(file);
  REQUIRE(loop.send(client, upload(server->url(), std::make_shared<TestSource>(1000))));

  const auto before = held_memory();
  const auto reply = loop.send(client, upload(server->url(), *file));

  if (!reply) FAIL(reply.error().message());
  REQUIRE(before > 0);
  CHECK(most_held < before + (1U << 20U));
  CHECK(reply->body() == "got it");
  CHECK(reply->diagnostics().reused_connection);
  CHECK(server.bodies().at(1).is(large));
  CHECK(server.heads().at(1).find("Content-Length: 67108864\r\n") != std::string::npos);
  CHECK(std::is_sorted(sent.begin(), sent.end()));
  CHECK(sent.size() > 100);
  CHECK(sent.back() == large);
  CHECK(server->connections() == 1);
}

TEST_CASE("a body of unknown size is sent in chunks, and its connection is used again") {
  const bool tls = GENERATE(false, true);
  UploadServer server(tls ? secure() : ServerOptions{});
  Loop loop;
  Client client(loop.executor(), trusting(authority()));
  for (const std::uint64_t size : {large, std::uint64_t{0}, std::uint64_t{1}}) {
    std::uint64_t place = 0;
    const auto fill = [&place, size](std::span<char> room) -> Result<std::size_t> {
      const auto count = static_cast<std::size_t>(
          std::min({size - place, std::uint64_t{room.size()}, place % 70'000 + 1}));
      fill_from(place, room.first(count));
      place += count;
      return count;
    };
    const auto reply =
        loop.send(client, upload(server->url(), std::make_shared<GeneratedBody>(fill)));
    if (!reply) FAIL(reply.error().message());
    CHECK(server.bodies().back().is(size));
    CHECK(server.heads().back().find("Transfer-Encoding: chunked\r\n") != std::string::npos);
    CHECK(server.heads().back().find("Content-Length") == std::string::npos);
  }
  CHECK(server->connections() == 1);
}

TEST_CASE("a body of no bytes isn't asked for") {
  UploadServer server;
  Loop loop;
  Client client(loop.executor());
  const auto source = std::make_shared<TestSource>(0);
  REQUIRE(loop.send(client, upload(server->url(), source)));
  CHECK(source->pulls == 0);
  CHECK(server.heads().at(0).find("Content-Length: 0\r\n") != std::string::npos);
}

TEST_CASE("a source that fails midway ends the request, and the server gets no whole body") {
  const bool sized = GENERATE(false, true);
  UploadServer server;
  Loop loop;
  Client client(loop.executor());
  const auto source = std::make_shared<TestSource>(large);
  if (!sized) source->announced.reset();
  source->fails_at = large / 2;
  const auto error = loop.fail(client, upload(server->url(), source));
  CHECK(error == Errc::body_source_failed);
  CHECK(error.detail() == "the tape is torn");
  CHECK(error.phase() == Phase::send);
  CHECK(error.delivery() == Delivery::maybe_applied);
  CHECK(server->wait_for_departures(1));
  CHECK(server.bodies().empty());
}

TEST_CASE("a source that gives another size than it announced never makes a whole request") {
  const std::uint64_t size = GENERATE(as<std::uint64_t>(), 0, 1, 65'535, 65'536, 65'537, 1'000'000);
  const bool too_much = GENERATE(false, true);
  UploadServer server;
  Loop loop;
  Client client(loop.executor());
  const auto source = std::make_shared<TestSource>(size);
  source->announced = too_much ? std::max<std::uint64_t>(size, 1) - 1 : size + 1;
  if (source->announced == 0U) return;  // Nobody is asked.
  const auto error = loop.fail(client, upload(server->url(), source));
  CHECK(error == Errc::body_source_failed);
  CHECK(error.detail() == (too_much ? "the source gives more than it announced"
                                    : "the source ended 1 bytes too early"));
  CHECK(server->wait_for_departures(1));
  CHECK(server.bodies().empty());
}

TEST_CASE("a source that drops its handler fails the request") {
  class Dropping : public TestSource {
   public:
    using TestSource::TestSource;
    void pull(std::span<char>, PullHandler) override {}
  };
  UploadServer server;
  Loop loop;
  Client client(loop.executor());
  const auto error = loop.fail(client, upload(server->url(), std::make_shared<Dropping>(10)));
  CHECK(error == Errc::body_source_failed);
}

TEST_CASE("a body and a source at once are refused") {
  Loop loop;
  Client client(loop.executor());
  auto request = upload("http://127.0.0.1:9/", std::make_shared<TestSource>(10));
  request.body = "x";
  CHECK(loop.fail(client, std::move(request)) == Errc::invalid_request);
}

TEST_CASE("a source that takes its time answers later, from another thread") {
  UploadServer server;
  Loop loop;
  Client client(loop.executor());
  const auto source = std::make_shared<TestSource>(10);
  source->waits_at = 0;
  auto call = loop.start(client, upload(server->url(), source));
  loop.run_until([&] { return source->waiting.has_value(); });
  source->waits_at = UINT64_MAX;
  std::thread([&] {
    fill_from(0, source->waiting_room.first(10));
    source->given = 10;
    std::move (*source->waiting)(10);
  }).join();
  const auto reply = loop.finish(call);
  if (!reply) FAIL(reply.error().message());
  CHECK(server.bodies().at(0).is(10));
}

TEST_CASE("a request ends at once while its source has the turn, and the room outlives it") {
  const std::string how = GENERATE("cancelled", "timed out", "closed");
  UploadServer server;
  Loop loop;
  auto client = std::make_optional<Client>(loop.executor());
  const auto source = std::make_shared<TestSource>(large);
  source->waits_at = 1'000'000;
  std::chrono::milliseconds limit = how == "timed out" ? 100ms : 24h;
  auto call = loop.start(*client, upload(server->url(), source), in(limit));
  loop.run_until([&] { return source->waiting || call.done(); });
  while (!source->waiting && limit < 5s) {  // A short deadline may pass before.
    limit *= 3;
    call = loop.start(*client, upload(server->url(), source), in(limit));
    loop.run_until([&] { return source->waiting || call.done(); });
  }
  REQUIRE(source->waiting);
  if (how == "cancelled") call.cancel();
  if (how == "closed") client.reset();
  const auto result = loop.finish(call);

  REQUIRE_FALSE(result);
  CHECK(result.error() == (how == "timed out" ? Errc::send_timeout : Errc::cancelled));
  CHECK(result.error().detail() == "the source of the body had the turn");
  CHECK(result.error().phase() == Phase::send);
  CHECK(result.error().delivery() == Delivery::maybe_applied);
  CHECK(server->wait_for_departures(1));
  const int pulls = source->pulls;
  fill_from(0, source->waiting_room);
  std::move (*source->waiting)(source->waiting_room.size());
  loop.settle();
  CHECK(source->pulls == pulls);
}

TEST_CASE("a reply that comes before the end of an upload ends it, and is the answer") {
  const bool waiting = GENERATE(false, true);  // Whether the source has the turn then.
  ScriptedServer server([](Conversation& peer) {
    peer.read_head();
    peer.send(make_reply(413, "too large"));
    peer.hold();
  });
  Loop loop;
  Client client(loop.executor());
  const auto source = std::make_shared<TestSource>(std::uint64_t{1} << 50U);
  if (waiting) source->waits_at = 0;
  const auto reply = loop.send(client, upload(server.url(), source));
  if (!reply) FAIL(reply.error().message());
  CHECK(reply->status() == 413);
  CHECK(reply->body() == "too large");
  CHECK(server.wait_for_departures(1));
  const int pulls = source->pulls;
  loop.settle();
  CHECK(source->pulls == pulls);
}

TEST_CASE("a connection that turns out to be dead costs one more attempt, from the first byte") {
  const bool repeatable = GENERATE(false, true);
  ScriptedServer server({[](Conversation& peer) {
                           peer.read_request();
                           peer.send(make_reply(200, ""));
                           peer.read_head();
                           peer.reset();
                         },
                         answer_with(make_reply(200, "again"))});
  Loop loop;
  Client client(loop.executor());
  REQUIRE(loop.send(client, get(server.url())));
  const auto source = std::make_shared<TestSource>(1000);
  source->repeatable = repeatable;
  auto request = upload(server.url(), source);
  request.repeatable = true;
  const auto reply = loop.send(client, std::move(request));
  if (!repeatable) {
    REQUIRE_FALSE(reply);
    CHECK(reply.error().delivery() == Delivery::maybe_applied);
    CHECK(server.connections() == 1);
    return;
  }
  if (!reply) FAIL(reply.error().message());
  CHECK(reply->body() == "again");
  CHECK(reply->diagnostics().attempts == 2);
  std::string expected(1000, ' ');
  fill_from(0, expected);
  CHECK(server.requests().at(1).body == expected);
}

TEST_CASE("a source that is still asked when the connection turns out to be dead is asked anew") {
  Gate asked;
  ScriptedServer server({[&](Conversation& peer) {
                           peer.read_request();
                           peer.send(make_reply(200, ""));
                           peer.read_head();
                           peer.wait(asked);
                           peer.reset();
                         },
                         answer_with(make_reply(200, "again"))});
  Loop loop;
  Client client(loop.executor());
  REQUIRE(loop.send(client, get(server.url())));
  const auto source = std::make_shared<TestSource>(1000);
  source->waits_at = 0;
  auto request = upload(server.url(), source);
  request.repeatable = true;
  auto call = loop.start(client, std::move(request));
  loop.run_until([&] { return source->waiting.has_value(); });
  auto first = std::exchange(source->waiting, std::nullopt);
  const auto first_room = source->waiting_room;
  source->waits_at = UINT64_MAX;
  asked.open();
  const auto reply = loop.finish(call);
  if (!reply) FAIL(reply.error().message());
  CHECK(reply->body() == "again");
  CHECK(source->begins == 2);
  fill_from(0, first_room);
  std::move (*first)(first_room.size());
}

TEST_CASE("a redirect that keeps the body begins it again; one that makes it a GET drops it") {
  const int status = GENERATE(307, 303);
  ScriptedServer server([status](Conversation& peer) {
    peer.read_request();
    peer.send(make_reply(status, "moved", "Location: /there\r\n"));
    peer.read_request();
    peer.send(make_reply(200, "there"));
  });
  Loop loop;
  ClientOptions options;
  options.max_redirects = 1;
  Client client(loop.executor(), options);
  const auto source = std::make_shared<TestSource>(100'000);
  const auto reply = loop.send(client, upload(server.url(), source));
  if (!reply) FAIL(reply.error().message());
  CHECK(reply->body() == "there");
  CHECK(source->begins == (status == 307 ? 2 : 1));
  CHECK(server.requests().at(1).body.size() == (status == 307 ? 100'000 : 0));
}

TEST_CASE("a redirect of a body that can't begin again is an error") {
  ScriptedServer server([](Conversation& peer) {
    peer.read_request();
    peer.send(make_reply(307, "moved", "Location: /there\r\n"));
    peer.read_head();
    peer.hold();
  });
  Loop loop;
  ClientOptions options;
  options.max_redirects = 1;
  Client client(loop.executor(), options);
  bool given = false;
  const auto fill = [&](std::span<char>) -> Result<std::size_t> {
    return std::exchange(given, true) ? 0 : 1;
  };
  const auto error =
      loop.fail(client, upload(server.url(), std::make_shared<GeneratedBody>(fill, 1)));
  CHECK(error == Errc::body_source_failed);
  CHECK(error.detail() == "the body can't be sent again");
}

TEST_CASE("a source isn't asked before the server wants the body") {
  const bool wanted = GENERATE(true, false);
  const auto source = std::make_shared<TestSource>(100'000);
  if (GENERATE(true, false)) source->announced.reset();
  Gate asked;
  ScriptedServer server([&](Conversation& peer) {
    const auto head = peer.read_head();
    if (head.field("expect") != "100-continue") return;
    if (!wanted) {
      peer.send(make_reply(413, "no"));
      peer.hold();
    }
    peer.wait(asked);
    peer.send("HTTP/1.1 100 Continue\r\n\r\n");
    const auto check = check_body(peer, head);
    peer.send(make_reply(200, check.is(100'000) ? "good" : "bad"));
  });
  Loop loop;
  ClientOptions options;
  options.expect_continue_above = 1000;
  options.expect_continue_limit = 24h;
  Client client(loop.executor(), options);
  auto call = loop.start(client, upload(server.url(), source));
  loop.settle();
  CHECK(source->pulls == 0);
  asked.open();
  const auto reply = loop.finish(call);
  if (!reply) FAIL(reply.error().message());
  CHECK(reply->status() == (wanted ? 200 : 413));
  CHECK(reply->body() == (wanted ? "good" : "no"));
  CHECK((source->pulls > 0) == wanted);
}
