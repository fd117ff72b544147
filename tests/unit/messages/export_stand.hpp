#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crmlink/messages/message_export.hpp"
#include "crmlink/testing/fake_clock.hpp"
#include "crmlink/testing/fake_transport.hpp"
#include "support/catch.hpp"
#include "support/test_executor.hpp"

namespace crmlink::test {

using Time = MessageQuery::Time;

inline Time day(int of_march_2026) {
  return std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) +
         std::chrono::days(of_march_2026 - 1);
}

inline std::int64_t ms(Time time) {
  return time.time_since_epoch().count();
}

/// A message as a server sends it; `ts` in milliseconds.
inline std::string message(const std::string& text, std::int64_t ts = 0) {
  return R"({"text":")" + text + R"(","ts":)" + std::to_string(ts) +
         R"(,"sessionid":"12.5","customersessionid":"-77.1"})";
}

/// A reply with these messages: `[{"messages":[…]}]`.
inline std::string reply(const std::vector<std::string>& messages) {
  std::string list;
  for (const auto& each : messages)
    list.append(list.empty() ? "" : ",").append(each);
  return R"([{"messages":[)" + list + "]}]";
}

inline MessageExportConfig config(std::size_t limit = 0) {
  MessageExportConfig config;
  config.name = "reporting";
  config.base_url = http::Url::parse("https://engage.example").value();
  config.provider = "4711";
  config.api_key = Secret::literal("k3y");
  config.limit = limit;
  return config;
}

/// An export over a fake transport, and what it gave.
class ExportStand {
 public:
  explicit ExportStand(MessageExportConfig of = test::config(),
                       MessageQuery query = MessageQuery(day(1), day(5)))
      : config(std::move(of)) {
    services.clock = clock;
    services.logger = Logger(
        [this](LogLevel, std::string_view, std::string_view line) { lines.emplace_back(line); });
    auto opened = MessageExport::open(config, transport, services, std::move(query));
    if (!opened) FAIL(opened.error().message());
    stream.emplace(std::move(*opened));
  }

  /// Goes on from a token.
  void resume(const std::string& from) {
    auto resumed = MessageExport::resume(config, transport, services, from);
    if (!resumed) FAIL(resumed.error().message());
    stream.emplace(std::move(*resumed));
  }

  /// Starts a pull.
  void pull(std::size_t most) {
    result.reset();
    stream->async_next(
        most, boost::asio::bind_cancellation_slot(
                  cancellation.slot(),
                  boost::asio::bind_executor(executor.get(), [this](Result<MessageBatch> batch) {
                    CHECK(executor.is_here());
                    CHECK_FALSE(result);
                    result = std::move(batch);
                  })));
    CHECK_FALSE(result);
    executor.poll();
  }

  /// Pulls, and returns the texts of what came.
  std::vector<std::string> next(std::size_t most = 100) {
    pull(most);
    REQUIRE(result);
    if (!*result) FAIL(result->error().message());
    token = (*result)->token;
    progress = (*result)->progress;
    std::vector<std::string> texts;
    for (const auto& each : (*result)->messages)
      texts.push_back(each.text);
    return texts;
  }

  /// Pulls to the end; returns all texts.
  std::vector<std::string> all(std::size_t most = 100) {
    std::vector<std::string> texts;
    do {
      for (auto& text : next(most))
        texts.push_back(std::move(text));
    } while (!(*result)->end);
    return texts;
  }

  /// Pulls, and returns why nothing came.
  Error failure(std::size_t most = 100) {
    pull(most);
    REQUIRE(result);
    REQUIRE_FALSE(*result);
    return result->error();
  }

  TestExecutor executor;
  std::shared_ptr<testing::FakeClock> clock =
      std::make_shared<testing::FakeClock>(executor.context().get_executor());
  std::shared_ptr<testing::FakeTransport> transport =
      std::make_shared<testing::FakeTransport>(executor.context().get_executor(), clock);
  MessageExportConfig config;
  MessageExportServices services{executor.get()};
  std::vector<std::string> lines;
  boost::asio::cancellation_signal cancellation;
  std::optional<MessageExport> stream;
  std::optional<Result<MessageBatch>> result;
  std::string token;
  MessageProgress progress;
};

using Texts = std::vector<std::string>;

}  // namespace crmlink::test
