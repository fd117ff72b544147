#include "crmlink/crm/crm_lookup.hpp"

#include "crm_stand.hpp"
#include "crmlink/crm/crm_record_pop.hpp"

using namespace crmlink;
using namespace crmlink::test;

namespace {

constexpr auto* members = R"("lookup_url": {
    "phone": "https://crm.example/find?ani={ANI}&menu={MENU_PATH}&channel={CHANNEL}&type={TYPE}",
    "sdk": "https://crm.example/users?id={CUID}&mail={EMAIL}&type={TYPE}"},
    "phone_format": "us_local",
    "queues": {"65": {"open_custom_url": "https://crm.example/new?a={ACCOUNT_ID}&p={PHONE_NUMBER}"},
               "Sales": {"open_custom_url": "https://crm.example/sales/{ACCOUNT_ID}"}}, )";

CrmConfig make_config() {
  const auto config = parse_crm_config(config_with(
      "comment", R"({"url": "https://crm.example/{RECORD_ID}", "method": "POST"})", members));
  if (!config) FAIL(config.error().message());
  return *config;
}

std::string lookup(const Variables& session) {
  const auto url = make_config().lookup_url(session);
  REQUIRE(url);
  return *url;
}

}  // namespace

TEST_CASE("a call is looked up by its number, an SDK's session by its user") {
  CHECK(lookup({{"ANI", "+12223334444"}, {"TYPE", "IVR_Call"}}) ==
        "https://crm.example/find?ani=%2B12223334444&type=IVR_Call");
  CHECK(lookup({{"ANI", "+12223334444"}, {"CUID", "u 7"}, {"TYPE", "IncomingCall(web)"}}) ==
        "https://crm.example/users?id=u%207&type=IncomingCall%28web%29");
  CHECK(lookup({{"ANI", "1"}}) == "https://crm.example/find?ani=1");
  CHECK(lookup({{"EMAIL", "kim@example.com"}}) ==
        "https://crm.example/users?mail=kim%40example.com");
}

TEST_CASE("what the rest of the configuration calls otherwise needn't be set twice") {
  CHECK(lookup({{"PHONE_NUMBER", "+12223334444"},
                {"CHANNEL", "voice_call"},
                {"SESSION_TYPE", "SMS"},
                {"MENU_PATH", "Orders/Order info"}}) ==
        "https://crm.example/find?ani=%2B12223334444&menu=Orders%2FOrder%20info"
        "&channel=voice_call&type=SMS");
  CHECK(lookup({{"CUSTOM_USER_ID", "kim"}, {"SESSION_TYPE", "something else"}}) ==
        "https://crm.example/users?id=kim");
}

TEST_CASE("what is empty is left out, what isn't listed is refused") {
  CHECK(lookup({}) == "https://crm.example/users");
  for (const auto* const name : {"CHANNEL", "TYPE"}) {
    Variables session;
    session.set(name, "ivr_call");
    const auto url = make_config().lookup_url(session);
    REQUIRE_FALSE(url);
    CHECK(url.error() == Errc::invalid_value);
    CHECK(url.error().message().find(name) != std::string::npos);
    CHECK(url.error().message().find("ivr_call") == std::string::npos);
  }
}

TEST_CASE("every listed type is looked up in one of the two ways") {
  CHECK(crm_lookup_channels().size() == 2);
  CHECK(crm_lookup_types().size() == 13);
  for (const auto type : crm_lookup_types())
    CHECK(crm_lookup_kind(type));
  CHECK(crm_lookup_kind("Web") == CrmLookupKind::sdk);
  CHECK(crm_lookup_kind("Mobile") == CrmLookupKind::sdk);
  CHECK(crm_lookup_kind("SMS") == CrmLookupKind::phone);
  CHECK(crm_lookup_kind("Voicemail") == CrmLookupKind::phone);
  CHECK_FALSE(crm_lookup_kind("web"));
}

TEST_CASE("a queue has a page for unknown customers, by its id or its name") {
  const auto config = make_config();
  CHECK(config.open_custom_url({{"QUEUE_ID", "65"},
                                {"QUEUE_NAME", "Sales"},
                                {"ACCOUNT_ID", "temp-1"},
                                {"PHONE_NUMBER", "+12223334444"}}) ==
        "https://crm.example/new?a=temp-1&p=2223334444");
  CHECK(config.open_custom_url({{"QUEUE_NAME", "Sales"}, {"ACCOUNT_ID", "x"}}) ==
        "https://crm.example/sales/x");
  CHECK(config.open_custom_url({{"QUEUE_NAME", "Sales"}}).empty());
  CHECK(config.open_custom_url({{"QUEUE_NAME", "Support"}, {"ACCOUNT_ID", "x"}}).empty());
  CHECK(config.opens_custom_url({{"QUEUE_NAME", "Sales"}}));
  CHECK_FALSE(config.opens_custom_url({}));
}

TEST_CASE("a record pop is the event of the source page") {
  CHECK(CrmRecordPop("https://crm.example/r/\"7\"").to_json() ==
        R"({"type":"CRM_Record_Pop","data":{"recordUrl":"https://crm.example/r/\"7\""}})");
}

TEST_CASE("wrong links are complaints at their place") {
  const auto complaints = complaints_of(
      config_with("comment", R"({"url": "https://crm.example/{RECORD_ID}", "method": "POST"})",
                  R"("lookup_url": {"phone": "https://crm.example/{AN}", "web": "x"},
         "queues": {"65": {"url": "x", "open_custom_url": "/relative"}}, "metadata_delay_ms": -1, )"));
  std::vector<std::string> pointers;
  for (const auto& complaint : complaints)
    pointers.push_back(complaint.pointer);
  for (const auto* const pointer : {"/lookup_url/phone", "/lookup_url/web", "/queues/65/url",
                                    "/queues/65/open_custom_url", "/metadata_delay_ms"}) {
    INFO(pointer);
    CHECK(std::find(pointers.begin(), pointers.end(), pointer) != pointers.end());
  }
  CHECK(pointers.size() == 5);
}
