// Sources and sinks of requests whose client runs on several threads.

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <thread>

#include "crmlink/http/concatenated_body.hpp"
#include "loopback/streaming.hpp"

using namespace crmlink;
using namespace crmlink::test;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t total_size = 1'000'000;

/// What all requests of the test share: no Catch2 assertion may run on several threads.
struct Ledger {
  std::atomic<int> overlaps = 0;  ///< Turns that began while another one of the request lasted.
  std::atomic<int> late = 0;      ///< Turns after the request's handler.
  std::atomic<int> completions = 0;
  std::atomic<int> good = 0;
};

/// One request's source and sink, which answer inside the call or later, by turns.
class Host : public BodySource, public BodySink, public std::enable_shared_from_this<Host> {
 public:
  Host(boost::asio::io_context& context, Ledger& ledger) : context_(context), ledger_(ledger) {}

  std::optional<std::uint64_t> size() const override { return std::nullopt; }
  bool can_repeat() const noexcept override { return true; }
  Result<> begin() override {
    const Turn turn(*this);
    given_ = 0;
    return {};
  }
  void pull(std::span<char> room, PullHandler handler) override {
    const Turn turn(*this);
    const auto count =
        static_cast<std::size_t>(std::min<std::uint64_t>(room.size(), total_size - given_));
    fill_from(given_, room.first(count));
    given_ += count;
    answer([count, handler = std::move(handler)]() mutable { std::move(handler)(count); });
  }
  void on_sent(std::uint64_t) override { const Turn turn(*this); }

  Result<> begin(const http::Response&) override {
    const Turn turn(*this);
    check_ = BodyCheck();
    return {};
  }
  void write(std::string_view part, WriteHandler handler) override {
    const Turn turn(*this);
    check_.add(part);
    answer([handler = std::move(handler)]() mutable { std::move(handler)(Result<>()); });
  }

  void end(bool replied) {
    const Turn turn(*this);
    ended_ = true;
    if (replied && check_.is(total_size)) ++ledger_.good;
    ++ledger_.completions;
  }

 private:
  class Turn {
   public:
    explicit Turn(Host& host) : host_(host) {
      if (host.ended_) ++host.ledger_.late;
      if (host.inside_.exchange(true)) ++host.ledger_.overlaps;
    }
    Turn(const Turn&) = delete;
    ~Turn() { host_.inside_ = false; }

   private:
    Host& host_;
  };

  template <class Answer>
  void answer(Answer give) {
    // Answering inside the call is allowed; the client must not come back before it has returned.
    if (++answers_ % 2 == 0) return give();
    boost::asio::post(context_, std::move(give));
  }

  boost::asio::io_context& context_;
  Ledger& ledger_;
  std::atomic<bool> inside_ = false;
  bool ended_ = false;  // Not atomic, like the members below: the turns must be in order.
  std::uint64_t given_ = 0;
  int answers_ = 0;
  BodyCheck check_;
};

/// Takes the body, and answers with as much.
void exchange_bodies(Conversation& peer) {
  std::string body(total_size, ' ');
  fill_from(0, body);
  while (true) {
    const auto head = peer.read_head();
    const auto check = check_body(peer, head);
    peer.send(make_reply(check.is(total_size) ? 200 : 400, body));
  }
}

/// Returns a body of the source and of others, which are empty.
std::shared_ptr<BodySource> put_into_another(std::shared_ptr<BodySource> source) {
  const auto body = std::make_shared<http::ConcatenatedBody>();
  body->add_source(std::make_shared<TestSource>(0));
  body->add_source(std::move(source));
  body->add_source(std::make_shared<TestSource>(0));
  return body;
}

}  // namespace

TEST_CASE("on several threads the host has one turn at a time, and none after the end") {
  const bool inside_another = GENERATE(false, true);
  constexpr int requests = 60;
  ScriptedServer server(exchange_bodies);
  boost::asio::io_context context;
  auto work = boost::asio::make_work_guard(context);
  Ledger ledger;
  {
    Client client(context.get_executor());
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
      threads.emplace_back([&context] { context.run(); });
    for (int i = 0; i < requests; ++i) {
      const auto host = std::make_shared<Host>(context, ledger);
      auto request = upload(server.url(), inside_another ? put_into_another(host) : host);
      request.body_sink = host;
      // Every other one ends somewhere on its way.
      const auto limit = i % 2 == 0 ? ample() : in(std::chrono::milliseconds(i));
      client.async_send(std::move(request), limit,
                        [host](const Result<Response>& result) { host->end(result.has_value()); });
    }
    work.reset();
    for (auto& thread : threads)
      thread.join();
  }
  CHECK(ledger.completions == requests);
  CHECK(ledger.overlaps == 0);
  CHECK(ledger.late == 0);
  CHECK(ledger.good >= requests / 2);
}
