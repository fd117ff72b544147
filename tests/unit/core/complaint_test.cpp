#include "crmlink/core/complaint.hpp"

#include "support/catch.hpp"

namespace {

using crmlink::Complaint;
using crmlink::TextPosition;

Complaint full_complaint() {
  Complaint complaint;
  complaint.document = "customer-lookup";
  complaint.pointer = "/timeout_ms";
  complaint.expected = "a number from 1 to 60000";
  complaint.found = "\"5s\"";
  complaint.position = TextPosition{4, 17};
  return complaint;
}

}  // namespace

TEST_CASE("a complaint's line says where, what was expected and what was found") {
  CHECK(full_complaint().message() ==
        "customer-lookup: /timeout_ms (line 4, column 17): expected a number from 1 to 60000, "
        "found \"5s\"");
}

TEST_CASE("a complaint's line proposes the nearest name") {
  Complaint complaint;
  complaint.document = "customer-lookup";
  complaint.pointer = "/request_parameters/2/value";
  complaint.problem = "unknown variable {PHONE_NUMBR}";
  complaint.nearest = "{PHONE_NUMBER}";
  CHECK(complaint.message() ==
        "customer-lookup: /request_parameters/2/value: unknown variable {PHONE_NUMBR}; did you "
        "mean {PHONE_NUMBER}?");
}

TEST_CASE("a complaint about a whole document leaves the pointer out") {
  Complaint complaint;
  complaint.problem = "syntax error";
  CHECK(complaint.message() == "syntax error");
  complaint.position = TextPosition{3, 1};
  CHECK(complaint.message() == "line 3, column 1: syntax error");
  complaint.document = "dip.json";
  CHECK(complaint.message() == "dip.json: line 3, column 1: syntax error");
}

TEST_CASE("a complaint's line has every part in order") {
  Complaint complaint = full_complaint();
  complaint.problem = "out of range";
  complaint.nearest = "60000";
  CHECK(complaint.message() ==
        "customer-lookup: /timeout_ms (line 4, column 17): out of range; expected a number from 1 "
        "to 60000, found \"5s\"; did you mean 60000?");
}

TEST_CASE("no text can break a complaint's line") {
  Complaint complaint;
  complaint.pointer = "/a\nb";
  complaint.problem = "unknown key";
  CHECK(complaint.message() == "/a b: unknown key");
}
