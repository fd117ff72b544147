// A reply of 100 MB, parsed as it arrives.

#include "crmlink/messages/message_export.hpp"

#include <array>
#include <atomic>
#include <charconv>

#include "loopback/harness.hpp"
#include "support/held_memory.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

constexpr std::size_t per_chunk = 1000;
constexpr std::size_t chunks = 200;
const std::string filling(480, 'x');

std::string messages(std::size_t first) {
  std::string text;
  for (std::size_t n = first; n < first + per_chunk; ++n)
    text.append(n == 0 ? "{\"text\":\"" : ",{\"text\":\"")
        .append(filling)
        .append("\",\"ts\":")
        .append(std::to_string(n))
        .append("}");
  return text;
}

/// Sends 200,000 messages of some 500 bytes in one reply, and counts its bytes.
Script send_many(std::atomic<std::uint64_t>& sent) {
  return [&sent](Conversation& peer) {
    peer.read_request();
    const auto send = [&](const std::string& text) {
      std::array<char, 16> size{};
      const auto end = std::to_chars(size.data(), size.data() + size.size(), text.size(), 16).ptr;
      peer.send(std::string(size.data(), end) + "\r\n" + text + "\r\n");
      sent += text.size();
    };
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    send("[{\"messages\":[");
    for (std::size_t n = 0; n < chunks; ++n)
      send(messages(n * per_chunk));
    send("]}]");
    peer.send("0\r\n\r\n");
  };
}

/// Pulls one batch.
MessageBatch next(Loop& loop, MessageExport& stream, std::size_t most) {
  std::optional<Result<MessageBatch>> result;
  stream.async_next(most, [&](Result<MessageBatch> batch) { result = std::move(batch); });
  loop.run_until([&] { return result.has_value(); });
  if (!*result) FAIL(result->error().message());
  return std::move(**result);
}

MessageExport open(Loop& loop, const std::string& url, std::shared_ptr<Client> client) {
  MessageExportConfig config;
  config.name = "reporting";
  config.base_url = http::Url::parse(url).value();
  config.provider = "4711";
  config.api_key = Secret::literal("k3y");
  const MessageQuery::Time from(std::chrono::hours(24));
  return MessageExport::open(config, std::move(client), MessageExportServices(loop.executor()),
                             MessageQuery(from, from + std::chrono::hours(1)))
      .value();
}

}  // namespace

TEST_CASE("a reply of 100 MB is read in little memory, every message of it") {
  std::atomic<std::uint64_t> sent = 0;
  ScriptedServer server(send_many(sent));
  Loop loop;
  const auto client = std::make_shared<Client>(loop.executor());
  auto stream = open(loop, server.url(), client);
  const auto held_before = held_memory();
  std::size_t most_held = 0;
  std::int64_t expected = 0;
  bool end = false;
  while (!end) {
    const auto batch = next(loop, stream, 500);
    for (const auto& message : batch.messages) {
      REQUIRE(message.ts == expected);
      ++expected;
    }
    most_held = std::max(most_held, held_memory());
    end = batch.end;
  }
  CHECK(expected == per_chunk * chunks);
  CHECK(sent > 100'000'000);
  // The server's half of a megabyte is in it, too.
  CHECK(most_held < held_before + (8U << 20U));
}

TEST_CASE("the server has to wait while nobody pulls") {
  std::atomic<std::uint64_t> sent = 0;
  ScriptedServer server(send_many(sent));
  Loop loop;
  const auto client = std::make_shared<Client>(loop.executor());
  auto stream = open(loop, server.url(), client);
  CHECK(next(loop, stream, 5).messages.size() == 5);
  // What the sockets hold is sent; then nothing more, however long one looks.
  std::uint64_t seen = 0;
  for (int unchanged = 0; unchanged < 50; ++unchanged) {
    if (std::exchange(seen, sent.load()) != seen) unchanged = 0;
    loop.settle();
  }
  CHECK(seen < 50'000'000);
  CHECK(next(loop, stream, 5).messages.at(0).ts == 5);
}
