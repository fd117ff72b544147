#include "number_text.hpp"

#include "support/catch.hpp"

using namespace crmlink::tool;

TEST_CASE("counts have their thousands apart") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(1234567) == "1,234,567");
}

TEST_CASE("times have two decimals of a millisecond") {
  CHECK(milliseconds(std::chrono::microseconds(12'046)) == "12.05");
  CHECK(milliseconds(std::chrono::nanoseconds(0)) == "0.00");
}
