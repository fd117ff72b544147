#include "crmlink/dip/call_data.hpp"

#include <boost/json/value.hpp>

#include "crmlink/dip/data_dip_outcome.hpp"
#include "support/catch.hpp"

using namespace crmlink;

TEST_CASE("the user part of a SIP address is the number alone") {
  const auto [value, user] = GENERATE(table<std::string, std::string>({
      {"\"Kim\" <sip:+12223334444@pbx.example;user=phone>;tag=1c2", "+12223334444"},
      {"<sips:kim@pbx.example:5061>", "kim"},
      {"sip:+12223334444@pbx.example;tag=9", "+12223334444"},
      {"<tel:+1-222-333-4444;phone-context=example>", "+1-222-333-4444"},
      {"<sip:%2B1222;phone-context=x:secret@pbx.example>", "+1222"},
      {"\"a \\\" < sip:no@no >\" <sip:yes@pbx.example>", "yes"},
      {"<sip:pbx.example>", ""},
      {"<mailto:kim@example>", ""},
      {"\"never closed <sip:kim@example>", ""},
      {"anonymous", ""},
      {"", ""},
  }));
  CHECK(sip_user_part(value) == user);
}

TEST_CASE("a SIP header becomes a variable, whatever the spelling of its name") {
  Variables call;
  set_sip_header(call, "p-asserted-identity", "<sip:1@x>");
  set_sip_header(call, "f", "<sip:2@x>");
  CHECK(*call.text("SIP_P_ASSERTED_IDENTITY") == "<sip:1@x>");
  CHECK(*call.text("SIP_FROM") == "<sip:2@x>");
  CHECK(*call.text("SIP_FROM_CALLER_ID") == "2");
  CHECK(sip_header_variable("X-Tenant.Id") == "SIP_X_TENANT_ID");
}

TEST_CASE("an empty SIP header is absent, and so is its caller ID") {
  Variables call;
  set_sip_header(call, "From", "<sip:2@x>");
  set_sip_header(call, "From", "");
  CHECK_FALSE(call.contains("SIP_FROM"));
  CHECK_FALSE(call.contains("SIP_FROM_CALLER_ID"));
}

TEST_CASE("session parameters stay apart from the call's variables") {
  Variables call{{"ANI", "+1222"}};
  set_session_parameter(call, "ANI", "from the flow");
  set_session_parameter(call, "account number", "17");
  CHECK(*call.text("ANI") == "+1222");
  CHECK(session_parameter(call, "ANI") == "from the flow");
  CHECK(session_parameter(call, "account number") == "17");
  CHECK(session_parameter(call, "other").empty());
  set_session_parameter(call, "ANI", "");
  CHECK(session_parameter(call, "ANI").empty());
}

TEST_CASE("an outcome without parameters leaves the session as it was") {
  Variables call;
  set_session_parameter(call, "language", "fr");
  set_session_parameters(call, DataDipOutcome());
  CHECK(session_parameter(call, "language") == "fr");
}
