#include "adapter/json_repair.hpp"

#include "support/catch.hpp"

using namespace crmlink;

namespace {

/// The repaired text, then the places of the repairs.
std::pair<std::string, std::vector<std::size_t>> repaired(std::string_view text) {
  std::vector<AdapterRepair> repairs;
  auto out = JsonRepair(text).run(repairs);
  std::vector<std::size_t> places;
  for (const auto& repair : repairs)
    places.push_back(repair.offset);
  return {std::move(out), places};
}

using Repaired = std::pair<std::string, std::vector<std::size_t>>;

}  // namespace

TEST_CASE("good JSON isn't touched") {
  for (const auto* const text : {R"({"a": 1, "b": [true, null, "x,}"], "c": {}})", "[]", "1",
                                 R"j("a\",}")j", "", R"([[1],[2]])", "{\"a\"\n:\n1}"})
    CHECK(repaired(text) == Repaired{text, {}});
}

TEST_CASE("commas too many go, commas too few come") {
  CHECK(repaired("[1,]") == Repaired{"[1]", {2}});
  CHECK(repaired("{\"a\": 1 ,\n}") == Repaired{"{\"a\": 1 \n}", {8}});
  CHECK(repaired("[1 2]") == Repaired{"[1 ,2]", {3}});
  CHECK(repaired("[[1][2]]") == Repaired{"[[1],[2]]", {4}});
  CHECK(repaired(R"({"a": 1 "b": 2})") == Repaired{R"({"a": 1 ,"b": 2})", {8}});
  CHECK(repaired("[1 2,]") == Repaired{"[1 ,2]", {3, 4}});
}

TEST_CASE("what is wrong otherwise stays as it is") {
  for (const auto* const text : {"{", "}", "[1,,2]", "{\"a\"", "\"a", "\"a\\", "[,1]", "{:}"}) {
    INFO(text);
    CHECK(repaired(text).first == text);
  }
}
