#include "http/deadline_queue.hpp"

#include <boost/asio/io_context.hpp>
#include <string>

#include "support/catch.hpp"

using namespace crmlink::http;
using namespace std::chrono_literals;

namespace {

class Recorder : public DeadlineQueue::Hook {
 public:
  Recorder(std::string& log, char name) : log_(log), name_(name) {}

 private:
  void on_deadline() override { log_ += name_; }

  std::string& log_;
  char name_;
};

struct Fixture {
  boost::asio::io_context context;
  std::shared_ptr<Serial> serial = std::make_shared<Serial>(crmlink::Logger());
  DeadlineQueue queue{context.get_executor(), serial};
  TimePoint now = std::chrono::steady_clock::now();
  std::string log;
  Recorder a{log, 'a'};
  Recorder b{log, 'b'};
  Recorder c{log, 'c'};
};

}  // namespace

TEST_CASE("deadlines fire in the order of their times") {
  Fixture f;
  f.queue.arm(f.a, f.now + 3ms);
  f.queue.arm(f.b, f.now + 1ms);
  f.queue.arm(f.c, f.now + 2ms);
  f.context.run();
  CHECK(f.log == "bca");
}

TEST_CASE("a disarmed deadline doesn't fire, a moved one fires once") {
  Fixture f;
  f.queue.arm(f.a, f.now + 1ms);
  f.queue.arm(f.b, f.now + 1ms);
  f.queue.disarm(f.a);
  f.queue.arm(f.b, f.now + 2ms);
  f.context.run();
  CHECK(f.log == "b");
}

TEST_CASE("an empty queue doesn't keep the context busy") {
  Fixture f;
  f.queue.arm(f.a, f.now + 24h);
  f.queue.disarm(f.a);
  f.context.run();
  CHECK(f.log.empty());
}

TEST_CASE("a destroyed hook doesn't fire") {
  Fixture f;
  {
    Recorder gone(f.log, 'x');
    f.queue.arm(gone, f.now + 1ms);
  }
  f.queue.arm(f.a, f.now + 2ms);
  f.context.run();
  CHECK(f.log == "a");
}

TEST_CASE("a hook may arm itself and destroy others while deadlines fire") {
  struct Chain : DeadlineQueue::Hook {
    Fixture* fixture = nullptr;
    int rounds = 0;
    void on_deadline() override {
      fixture->queue.disarm(fixture->a);
      if (++rounds < 3) fixture->queue.arm(*this, std::chrono::steady_clock::now());
    }
  };
  Fixture f;
  Chain chain;
  chain.fixture = &f;
  f.queue.arm(chain, f.now);
  f.queue.arm(f.a, f.now);
  f.context.run();
  CHECK(chain.rounds == 3);
  CHECK(f.log.empty());
}
