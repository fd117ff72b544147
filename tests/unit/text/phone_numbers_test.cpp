#include "crmlink/text/phone_numbers.hpp"

#include "support/catch.hpp"

using namespace crmlink;

namespace {

const auto basic = make_basic_phone_numbers().value();

std::string created(std::string_view number, PhoneFormat format) {
  return basic->format(number, format, PhoneUse::create);
}

std::string searched(std::string_view number, PhoneFormat format) {
  return basic->format(number, format, PhoneUse::search);
}

}  // namespace

TEST_CASE("a US number is written in each of the five formats, for each use") {
  const std::string_view number =
      GENERATE("+12223334444", "2223334444", "12223334444", "(222) 333-4444", "+1 222.333.4444",
               " 222 333 4444 ", "tel:+1-222-333-4444", "011 1 222 333 4444");
  CHECK(created(number, PhoneFormat::automatic) == "+1 222 333 4444");
  CHECK(searched(number, PhoneFormat::automatic) == "*222*333*4444");
  for (const auto& write : {created, searched}) {
    CHECK(write(number, PhoneFormat::e164) == "+12223334444");
    CHECK(write(number, PhoneFormat::us_local) == "2223334444");
    CHECK(write(number, PhoneFormat::us_local_standard) == "(222) 333-4444");
    CHECK(write(number, PhoneFormat::international) == "+1 222 333 4444");
  }
}

TEST_CASE("a number of another country is E.164 in every format that isn't known for it") {
  for (const auto format : {PhoneFormat::automatic, PhoneFormat::e164, PhoneFormat::us_local,
                            PhoneFormat::us_local_standard, PhoneFormat::international}) {
    CHECK(created("+49 30 1234567", format) == "+49301234567");
    CHECK(searched("011 49 30 1234567", format) == "+49301234567");
  }
}

TEST_CASE("what isn't a phone number is passed on as it came") {
  const std::string_view text = GENERATE(
      "", " ", "anonymous", "Anonymous 2223334444", "sip:+12223334444@crm.example",
      "sip:kim@crm.example", "911", "*67", "#31#", "3334444", "22233344445", "+1222333444", "+",
      "+0123456789", "++12223334444", "222+3334444", "+12345678901234567", "222-333-4444 ext. 5",
      "1-800-FLOWERS", "+49 (0)30 1234567", "(", "\xFF\xFE", "２２２３３３４４４４");
  CHECK(created(text, PhoneFormat::automatic) == text);
  CHECK(searched(text, PhoneFormat::us_local_standard) == text);
}

TEST_CASE("without the region's plan only numbers with a country code are read") {
  for (const char* region : {"", "DE", "de"}) {
    const auto numbers = make_basic_phone_numbers(region).value();
    CHECK(numbers->format("2223334444", PhoneFormat::e164, PhoneUse::create) == "2223334444");
    CHECK(numbers->format("+12223334444", PhoneFormat::us_local, PhoneUse::create) == "2223334444");
  }
}

TEST_CASE("all regions of +1 read what is dialled there") {
  for (const char* region : {"US", "CA", "ca", "JM", "VI"})
    CHECK(make_basic_phone_numbers(region).value()->format("2223334444", PhoneFormat::e164,
                                                           PhoneUse::create) == "+12223334444");
}

TEST_CASE("what the component would add is said, and nothing when all is there") {
  CHECK(basic->missing(PhoneFormat::e164).empty());
  CHECK(basic->missing(PhoneFormat::us_local).empty());
  CHECK(basic->missing(PhoneFormat::us_local_standard).empty());
  const std::string grouping =
      "numbers outside of North America can't be grouped: needs crmlink::phone";
  CHECK(basic->missing(PhoneFormat::automatic) == grouping);
  CHECK(basic->missing(PhoneFormat::international) == grouping);
  const auto german = make_basic_phone_numbers("de").value();
  CHECK(german->missing(PhoneFormat::e164) ==
        "numbers of DE can't be read unless they begin with +: needs crmlink::phone");
  CHECK(make_basic_phone_numbers("").value()->missing(PhoneFormat::e164).empty());
}

TEST_CASE("a region that isn't two letters is refused") {
  for (const char* region : {"U", "USA", "U1", "+1", "\xFF\xFE"})
    CHECK(make_basic_phone_numbers(region).error() == Errc::invalid_argument);
}

TEST_CASE("numbers are compared as numbers, however they are written") {
  CHECK(basic->same_number("(222) 333-4444", "+12223334444"));
  CHECK(basic->same_number("tel:+49-30-1234567", "011 49 30 1234567"));
  CHECK_FALSE(basic->same_number("+12223334444", "+12223334445"));
  CHECK_FALSE(basic->same_number("2223334444", "+492223334444"));
  CHECK_FALSE(basic->same_number("+12223334444", "anonymous"));
  CHECK_FALSE(basic->same_number("+12223334444", ""));
  CHECK_FALSE(basic->same_number("3334444", "+12223334444"));
}

TEST_CASE("what isn't a number is compared as text, and never the same when it names nobody") {
  CHECK(basic->same_number("4711", " 4711 "));
  CHECK(basic->same_number("sip:kim@crm.example", "SIP:Kim@CRM.example"));
  CHECK_FALSE(basic->same_number("4711", "4712"));
  for (const char* nobody : {"", " ", "anonymous", "Unknown", "private", "-", "+",
                             "sip:anonymous@anonymous.invalid", "sip:unknown@unknown.invalid"})
    CHECK_FALSE(basic->same_number(nobody, nobody));
}

TEST_CASE("formats are named as in configurations") {
  for (const auto format : {PhoneFormat::automatic, PhoneFormat::e164, PhoneFormat::us_local,
                            PhoneFormat::us_local_standard, PhoneFormat::international})
    CHECK(parse_phone_format(to_string(format)) == format);
  CHECK(parse_phone_format("US_Local") == PhoneFormat::us_local);
  CHECK_FALSE(parse_phone_format("us"));
  CHECK_FALSE(parse_phone_format(""));
}
