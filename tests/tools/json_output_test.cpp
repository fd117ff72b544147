#include "json_output.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <sstream>

#include "support/catch.hpp"

using crmlink::tool::indented_json;

TEST_CASE("indented JSON has a line for each member and element") {
  CHECK(indented_json(R"({"a":[1,{"b":null}],"c":"d"})") ==
        "{\n  \"a\": [\n    1,\n    {\n      \"b\": null\n    }\n  ],\n  \"c\": \"d\"\n}");
}

TEST_CASE("indented JSON keeps digits and strings as they are") {
  CHECK(indented_json(R"([1.10,123456789012345678901234567890])") ==
        "[\n  1.10,\n  123456789012345678901234567890\n]");
  CHECK(indented_json(R"("a\"{,}:[\\")") == R"("a\"{,}:[\\")");
}

TEST_CASE("indented JSON keeps empty objects and arrays on one line") {
  CHECK(indented_json("{ }") == "{}");
  CHECK(indented_json(R"({"a":[ ],"b":{}})") == "{\n  \"a\": [],\n  \"b\": {}\n}");
}

TEST_CASE("indenting something else than JSON ends") {
  for (const auto* text : {"\"", "\"\\", "]]]", "[", "{", "", "a"})
    CHECK_NOTHROW(indented_json(text));
}

TEST_CASE("printed JSON is UTF-8 whatever was in it") {
  std::ostringstream out;
  boost::json::object document;
  document["a"] = "x\xFFy";
  crmlink::tool::print_json(out, document);
  CHECK(out.str() == "{\n  \"a\": \"x\uFFFDy\"\n}\n");
}

TEST_CASE("a complaint without a position has a null line") {
  crmlink::Complaint complaint;
  complaint.document = "dip";
  complaint.pointer = "/a";
  complaint.problem = "unknown key";
  const crmlink::Complaints complaints{complaint};
  std::ostringstream out;
  crmlink::tool::print_json(out, crmlink::tool::json_of(complaints));
  CHECK(out.str().find("\"line\": null") != std::string::npos);
  CHECK(out.str().find("\"message\": \"unknown key\"") != std::string::npos);
}
