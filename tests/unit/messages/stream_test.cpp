// A reply that comes in parts, cancellation, failures in between.

#include "crmlink/http/body_sink.hpp"
#include "export_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

/// A transport whose reply the test gives part by part.
class ManualTransport : public http::Transport {
 public:
  std::shared_ptr<http::BodySink> sink;
  std::optional<SendHandler> handler;
  int requests = 0;

  void begin(int status = 200) { CHECK(sink->begin(http::Response(status, {}, "")).has_value()); }
  /// Gives a part; its bytes go when the sink has said that it wants more.
  void give(const std::string& text) {
    part = std::make_unique<std::string>(text);
    wants_more = false;
    sink->write(*part, [this](Result<> done) {
      wants_more = true;
      refused = !done;
      part.reset();
    });
  }
  void end(Result<http::Response> result) { std::move (*handler)(std::move(result)); }

  std::unique_ptr<std::string> part;
  bool wants_more = true;
  bool refused = false;

 protected:
  void start_send(http::Request request, Deadline, SendHandler on_reply) override {
    ++requests;
    sink = request.body_sink;
    handler.emplace(std::move(on_reply));
  }
};

/// An export over it.
class ManualStand {
 public:
  explicit ManualStand(MessageExportConfig config = test::config())
      : stream(MessageExport::open(std::move(config), transport,
                                   MessageExportServices(executor.get()),
                                   MessageQuery(day(1), day(5)))
                   .value()) {}

  void pull(std::size_t most) {
    result.reset();
    stream.async_next(most, [this](Result<MessageBatch> batch) { result = std::move(batch); });
    executor.poll();
  }
  void give(const std::string& text) {
    transport->give(text);
    executor.poll();
  }
  void end(Result<http::Response> with = http::Response(200, {}, "")) {
    transport->end(std::move(with));
    executor.poll();
  }
  Texts texts() const {
    Texts texts;
    REQUIRE(result);
    REQUIRE(*result);
    for (const auto& each : (*result)->messages)
      texts.push_back(each.text);
    return texts;
  }

  TestExecutor executor;
  std::shared_ptr<ManualTransport> transport = std::make_shared<ManualTransport>();
  MessageExport stream;
  std::optional<Result<MessageBatch>> result;
};

}  // namespace

TEST_CASE("a reply is read however it is cut into parts") {
  const auto body = "\xEF\xBB\xBF [ {\"n\" : 1, \"messages\" : [" + message("a\\\"]}") +
                    " , null," + message("b") + "] , \"x\":[{\"messages\":[1]}]},{\"messages\":[" +
                    message("c") + "]}] ";
  for (std::size_t size = 1; size < 20; ++size) {
    ManualStand stand;
    stand.pull(100);
    stand.transport->begin();
    for (std::size_t at = 0; at < body.size(); at += size) {
      stand.give(body.substr(at, size));
      REQUIRE(stand.transport->wants_more);
    }
    stand.end();
    CHECK(stand.texts() == Texts{"a\"]}", "b", "c"});
  }
}

TEST_CASE("the server waits while nobody pulls") {
  ManualStand stand;
  stand.pull(2);
  stand.transport->begin();
  stand.give("[" + message("a") + "," + message("b") + "," + message("c"));
  CHECK(stand.texts() == Texts{"a", "b"});
  CHECK_FALSE(stand.transport->wants_more);
  stand.executor.poll();
  CHECK_FALSE(stand.transport->wants_more);
  stand.pull(2);
  CHECK(stand.transport->wants_more);
  CHECK_FALSE(stand.result);
  stand.give("]");
  stand.end();
  CHECK(stand.texts() == Texts{"c"});
}

TEST_CASE("a part that arrives before a pull waits for one") {
  ManualStand stand;
  stand.pull(1);
  stand.transport->begin();
  stand.give("[" + message("a") + ",");
  CHECK(stand.texts() == Texts{"a"});
  CHECK_FALSE(stand.transport->wants_more);
}

TEST_CASE("a reply that begins anew is read anew, without what the caller has") {
  ManualStand stand;
  stand.pull(1);
  stand.transport->begin();
  stand.give("[" + message("a") + "," + message("b"));
  CHECK(stand.texts() == Texts{"a"});
  stand.pull(10);
  stand.transport->begin();
  stand.give("[" + message("a") + "," + message("b") + "," + message("c") + "]");
  stand.end();
  CHECK(stand.texts() == Texts{"b", "c"});
}

TEST_CASE("a reply that begins anew is checked anew where it overlaps with what was given") {
  ManualStand stand(config(5));
  stand.pull(1);
  stand.transport->begin();
  stand.give("[" + message("a"));
  stand.end(Error(Errc::receive_timeout));
  stand.pull(1);
  stand.transport->begin();
  stand.give("[" + message("a") + "," + message("b"));
  CHECK(stand.texts() == Texts{"b"});
  stand.transport->begin();
  stand.executor.poll();
  const bool changed = GENERATE(false, true);
  stand.pull(1);
  stand.give("[" + message(changed ? "x" : "a") + "," + message("b") + "," + message("c"));
  CHECK(stand.transport->refused == changed);
  if (!changed) CHECK(stand.texts() == Texts{"c"});
}

TEST_CASE("a pull after a failure goes on where the last batch ended") {
  ManualStand stand;
  stand.pull(1);
  stand.transport->begin();
  stand.give("[" + message("a") + "," + message("b"));
  CHECK(stand.texts() == Texts{"a"});
  stand.pull(10);
  stand.end(Error(Errc::connection_reset));
  REQUIRE_FALSE(*stand.result);
  CHECK(stand.result->error() == Errc::connection_reset);
  stand.pull(10);
  CHECK(stand.transport->requests == 2);
  stand.transport->begin();
  stand.give("[" + message("a") + "," + message("b") + "]");
  stand.end();
  CHECK(stand.texts() == Texts{"b"});
  CHECK((*stand.result)->progress.messages == 2);
}

TEST_CASE("a failure while nobody pulls is made up for by the next pull") {
  ManualStand stand;
  stand.pull(1);
  stand.transport->begin();
  stand.give("[" + message("a") + ",");
  stand.end(Error(Errc::receive_timeout));
  stand.pull(10);
  CHECK(stand.transport->requests == 2);
  stand.transport->begin();
  stand.give("[" + message("a") + "," + message("b") + "]");
  stand.end();
  CHECK(stand.texts() == Texts{"b"});
}

TEST_CASE("a wrong reply isn't read to its end") {
  ManualStand stand;
  stand.pull(10);
  stand.transport->begin();
  stand.give("<html>");
  CHECK(stand.transport->refused);
  stand.end(Error(Errc::body_sink_failed));
  REQUIRE(stand.result);
  CHECK(stand.result->error() == Errc::invalid_response);
}

TEST_CASE("a second pull at once is refused") {
  ManualStand stand;
  stand.stream.async_next(1, [](const Result<MessageBatch>&) {});
  stand.pull(1);
  REQUIRE(stand.result);
  CHECK(stand.result->error() == Errc::invalid_argument);
  CHECK(stand.transport->requests == 1);
}

TEST_CASE("a cancelled pull ends its request, and the next one goes on") {
  ExportStand stand;
  stand.transport->hang();
  stand.pull(10);
  CHECK(stand.transport->pending() == 1);
  stand.cancellation.emit(boost::asio::cancellation_type::terminal);
  stand.executor.poll();
  REQUIRE(stand.result);
  CHECK(stand.result->error() == Errc::cancelled);
  CHECK(stand.transport->pending() == 0);
  stand.transport->respond(200, reply({message("a")}));
  CHECK(stand.next() == Texts{"a"});
}

TEST_CASE("an export that is destroyed cancels its pull") {
  ExportStand stand;
  stand.transport->hang();
  stand.pull(10);
  stand.stream.reset();
  stand.executor.poll();
  REQUIRE(stand.result);
  CHECK(stand.result->error() == Errc::cancelled);
}

TEST_CASE("a request has the configured time") {
  auto config = test::config();
  config.timeout = std::chrono::seconds(30);
  ExportStand stand(config);
  const auto began = stand.clock->now();
  stand.transport->respond(200, "[]");
  stand.next();
  CHECK(stand.transport->deadlines().at(0) == began + std::chrono::seconds(30));
}
