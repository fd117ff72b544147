#include "testing/scrubber.hpp"

#include "support/catch.hpp"
#include "testing/keyed_tokens.hpp"

namespace {

using crmlink::Secret;
using crmlink::testing::KeyedTokens;
using crmlink::testing::PrivateKind;
using crmlink::testing::PrivateValue;
using crmlink::testing::RecordingOptions;
using crmlink::testing::Scrubber;

/// Shows what is found: <phone> and so on.
std::string shown(const PrivateValue& value) {
  if (value.is_number) return "77";
  switch (value.kind) {
    case PrivateKind::phone:
      return "<phone>";
    case PrivateKind::email:
      return "<email>";
    case PrivateKind::value:
      return "<value>";
    default:
      return "<token>";
  }
}

RecordingOptions rules() {
  RecordingOptions options;
  options.private_fields = {"name", "address"};
  options.kept_fields = {"created"};
  options.private_headers = {"X-Caller"};
  return options;
}

std::string scrubbed(std::string_view text, std::string_view content_type = {}) {
  const auto options = rules();
  return Scrubber(options, shown).body(text, content_type);
}

std::string scrubbed_url(std::string_view url) {
  const auto options = rules();
  return Scrubber(options, shown).url(url);
}

std::string token(const char* key, PrivateKind kind, std::string_view text, bool number = false) {
  return KeyedTokens(Secret::literal(key))({kind, text, number});
}

}  // namespace

TEST_CASE("phone numbers are found however they are written") {
  const auto number = GENERATE(as<std::string>(), "+12223334444", "12223334444", "222-333-4444",
                               "222.333.4444", "+49 (0) 30 1234567", "5551234", "222/3334444");
  CAPTURE(number);
  CHECK(scrubbed(number) == "<phone>");
  CHECK(scrubbed("call " + number + ", now") == "call <phone>, now");
  CHECK(scrubbed("tel" + number + "x") == "tel<phone>x");
}

TEST_CASE("several phone numbers in a row leave no digit behind") {
  const auto text = scrubbed("2223334444 3334445555 4445556666 2223334444");
  CHECK(text.find_first_of("0123456789") == std::string::npos);
}

TEST_CASE("dates, times and short numbers are no phone numbers") {
  const auto text = GENERATE(as<std::string>(), "2026-01-05", "2026-01-05T10:11:12.1234567Z",
                             "at 2026-01-05 10:11:12+01:00", "order 123456", "1.2.3", "3 of 4");
  CHECK(scrubbed(text) == text);
}

TEST_CASE("a phone number behind a date is found") {
  CHECK(scrubbed("2026-01-05T10:11:12Z +12223334444") == "2026-01-05T10:11:12Z <phone>");
  CHECK(scrubbed("2026-01-05 12223334444") == "2026-01-05 <phone>");
}

TEST_CASE("e-mail addresses are found, SIP addresses too") {
  CHECK(scrubbed("to kim.ng+crm@mail.example, cc.") == "to <email>, cc.");
  CHECK(scrubbed("<sip:+12223334444@pbx.example>") == "<sip:<email>>");
  CHECK(scrubbed("mail kim@mail.example.") == "mail <email>.");
  CHECK(scrubbed("a @ b") == "a @ b");
}

TEST_CASE("tokens are found again") {
  CHECK(scrubbed("phone-0123456789ab email-0123456789ab") == "<token> <token>");
  CHECK(scrubbed("phone-012345678") == "phone-<phone>");
}

TEST_CASE(
    "private members of JSON are replaced with all that is in them, the rest stays as it is") {
  CHECK(scrubbed(R"({"Name": "Kim Ng", "x":  1.10, "name": 5, "NAME": null, "name": ""})") ==
        R"({"Name": "<value>", "x":  1.10, "name": 77, "NAME": null, "name": ""})");
  CHECK(scrubbed(R"([{"address": {"city": "Ulm", "lines": ["a", "b"]}, "z": "Ulm"}])") ==
        R"([{"address": {"city": "<value>", "lines": ["<value>", "<value>"]}, "z": "Ulm"}])");
  CHECK(scrubbed(R"({"name": "+12223334444"})") == R"({"name": "<phone>"})");
}

TEST_CASE("numbers of JSON that may be phone numbers are replaced by numbers") {
  CHECK(scrubbed(R"({"phone": 12223334444, "id": 123456, "created": 1700000000000})") ==
        R"({"phone": 77, "id": 123456, "created": 1700000000000})");
  CHECK(scrubbed(R"({"phone": 1222333.4444})") == R"({"phone": 1222333.4444})");
}

TEST_CASE("secrets of JSON are not even tokens") {
  CHECK(scrubbed(R"({"access_token": "eyJ", "password": 1234})") ==
        R"({"access_token": "secret", "password": 0})");
}

TEST_CASE("escapes in JSON hide nothing") {
  CHECK(scrubbed(R"({"x": "\u002b12223334444", "na\u006de": "Kim"})") ==
        R"({"x": "<phone>", "na\u006de": "<value>"})");
  CHECK(scrubbed(R"({"x": "say \"12223334444\"\n"})") == R"({"x": "say \"<phone>\"\n"})");
}

TEST_CASE("names of JSON members may be private, too") {
  CHECK(scrubbed(R"({"+12223334444": {"a": 1}})") == R"({"<phone>": {"a": 1}})");
}

TEST_CASE("broken JSON is scrubbed as far as it goes") {
  CHECK(scrubbed(R"({"name": "Kim Ng)") == R"({"name": "<value>")");
  CHECK(scrubbed(R"({"name": "Kim", "name": "Li\)").find("Li") == std::string::npos);
  CHECK(scrubbed(R"([]]}{"name": "Kim"})") == R"([]]}{"name": "<value>"})");
  CHECK(scrubbed("{name: 'Kim', x: 5}") == "{name: <value>, x: 5}");
  CHECK(scrubbed("[info] call 222-333-4444, kim@mail.example") == "[info] call <phone>, <email>");
}

TEST_CASE("URLs are scrubbed in path and query, encoded or not") {
  CHECK(scrubbed_url("https://crm.example:8443/p/12223334444?q=%2B1%20222%20333%204444&x=a+b") ==
        "https://crm.example:8443/p/<phone>?q=<phone>&x=a+b");
  CHECK(scrubbed_url("/find?name=Kim+Ng&token=abc&mail=kim%40mail.example") ==
        "/find?name=<value>&token=secret&mail=<email>");
  CHECK(scrubbed_url("https://crm.example?a=1") == "https://crm.example?a=1");
}

TEST_CASE("forms are scrubbed by their names") {
  CHECK(scrubbed("name=Kim+Ng&n=12223334444&ok=1",
                 "application/x-www-form-urlencoded; charset=utf-8") ==
        "name=<value>&n=<phone>&ok=1");
}

TEST_CASE("header fields are scrubbed by their names and their values") {
  const auto options = rules();
  const Scrubber scrubber(options, shown);
  CHECK(scrubber.header("authorization", "Bearer abc") == "secret");
  CHECK(scrubber.header("x-caller", "Kim") == "<value>");
  CHECK(scrubber.header("Location", "/a/12223334444?name=Kim") == "/a/<phone>?name=<value>");
  CHECK(scrubber.header("Date", "Mon, 05 Jan 2026 10:00:00 GMT") ==
        "Mon, 05 Jan 2026 10:00:00 GMT");
}

TEST_CASE("a value has one token under one key, however it is spelled, and another under another") {
  const auto phone = token("k", PrivateKind::phone, "+1 222 333 4444");
  CHECK(phone == token("k", PrivateKind::phone, "12223334444"));
  CHECK(phone != token("k", PrivateKind::phone, "12223334445"));
  CHECK(phone != token("other", PrivateKind::phone, "12223334444"));
  CHECK(phone.starts_with("phone-"));
  CHECK(token("k", PrivateKind::email, "Kim@Mail.example") ==
        token("k", PrivateKind::email, "kim@mail.example"));
  CHECK(token("k", PrivateKind::token, phone) == phone);
}

TEST_CASE("a number's token is a number of its length") {
  const auto number = token("k", PrivateKind::phone, "12223334444", true);
  CHECK(number.size() == 11);
  CHECK(number.find_first_not_of("0123456789") == std::string::npos);
  CHECK(number.front() != '0');
  CHECK(token("k", PrivateKind::value, "5", true).size() == 9);
}

TEST_CASE("without a key, tokens differ from recording to recording") {
  const PrivateValue value{PrivateKind::phone, "12223334444", false};
  CHECK(KeyedTokens(Secret())(value) != KeyedTokens(Secret())(value));
}
