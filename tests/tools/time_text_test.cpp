#include "time_text.hpp"

#include "support/catch.hpp"

using namespace crmlink::tool;

namespace {

std::int64_t ms(std::string_view text) {
  const auto time = parse_time(text);
  return time ? time->time_since_epoch().count() : -1;
}

}  // namespace

TEST_CASE("a date is its first moment, of UTC") {
  CHECK(ms("1970-01-01") == 0);
  CHECK(ms("2026-03-01") == 1772323200000);
  CHECK(ms("2024-02-29") == 1709164800000);
}

TEST_CASE("a time may have seconds, a fraction and an offset") {
  CHECK(ms("2026-03-01T08:30") == 1772353800000);
  CHECK(ms("2026-03-01T08:30:05Z") == 1772353805000);
  CHECK(ms("2026-03-01T08:30:05.250Z") == 1772353805250);
  CHECK(ms("2026-03-01T10:30:05+02:00") == 1772353805000);
  CHECK(ms("2026-03-01T03:00:05-05:30") == 1772353805000);
}

TEST_CASE("a count is of seconds or of milliseconds") {
  CHECK(ms("0") == 0);
  CHECK(ms("1772323200") == 1772323200000);
  CHECK(ms("1772323200000") == 1772323200000);
}

TEST_CASE("anything else is no time") {
  for (const char* wrong : {"",
                            "yesterday",
                            "2026-3-1",
                            "2026-02-29",
                            "2026-13-01",
                            "2026-03-01T",
                            "2026-03-01T8:00",
                            "2026-03-01T24:00",
                            "2026-03-01T08:60",
                            "2026-03-01T08:00:60",
                            "2026-03-01T08:00:00.5Z",
                            "2026-03-01T08:00Zx",
                            "2026-03-01T08:00+0200",
                            "2026-03-01 08:00",
                            "20260301",
                            "2026-03-01x",
                            "-5",
                            "1969-12-31",
                            "12345678901234567890",
                            "253402300800000",
                            "1e3",
                            "1.5"}) {
    INFO(wrong);
    CHECK_FALSE(parse_time(wrong));
  }
}
