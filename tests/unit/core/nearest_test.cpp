#include "core/nearest.hpp"

#include <array>
#include <string>

#include "support/catch.hpp"

namespace {

using crmlink::nearest_name;

constexpr std::array<std::string_view, 6> names{"name",       "api_url", "api_token",
                                                "timeout_ms", "ANI",     "PHONE_NUMBER"};

}  // namespace

TEST_CASE("the nearest name forgives a missing, an extra, a wrong and two swapped letters") {
  CHECK(nearest_name("PHONE_NUMBR", names) == "PHONE_NUMBER");
  CHECK(nearest_name("api_ulrr", names) == "api_url");
  CHECK(nearest_name("timeout-ms", names) == "timeout_ms");
  CHECK(nearest_name("nmae", names) == "name");
}

TEST_CASE("the nearest name is found in any letter case") {
  CHECK(nearest_name("Ani", names) == "ANI");
  CHECK(nearest_name("TIMEOUT_MS", names) == "timeout_ms");
}

TEST_CASE("a part of a name stands for the name") {
  CHECK(nearest_name("token", names) == "api_token");
  CHECK(nearest_name("caller_PHONE_NUMBER", names) == "PHONE_NUMBER");
}

TEST_CASE("nothing is near to a name that has little in common with the known ones") {
  CHECK(nearest_name("whatever", names).empty());
  CHECK(nearest_name("x", names).empty());
  CHECK(nearest_name("", names).empty());
  CHECK(nearest_name("name", {}).empty());
  CHECK(nearest_name(std::string(100000, 'a'), names).empty());
}

TEST_CASE("of equally near names the first is taken") {
  constexpr std::array<std::string_view, 2> alike{"cat", "car"};
  CHECK(nearest_name("cab", alike) == "cat");
}
