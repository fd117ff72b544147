#include "http/phase_timer.hpp"

#include "support/catch.hpp"

using namespace crmlink;
using namespace std::chrono_literals;

TEST_CASE("a wait is put down to the latest phases of connecting first") {
  PhaseTimes connecting;
  connecting.add(Phase::resolve, 30ms);
  connecting.add(Phase::connect, 20ms);
  connecting.add(Phase::tls, 10ms);

  const PhaseTimes late = http::attribute_wait(connecting, 25ms);
  CHECK(late[Phase::tls] == 10ms);
  CHECK(late[Phase::connect] == 15ms);
  CHECK(late[Phase::resolve] == 0ms);
  CHECK(late[Phase::queue] == 0ms);

  const PhaseTimes early = http::attribute_wait(connecting, 100ms);
  CHECK(early[Phase::queue] == 40ms);
  CHECK(early.total() == 100ms);
}
