// Both kinds of PhoneNumbers say the same of what both know, and survive what neither does.

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "crmlink/phone/all_phone_numbers.hpp"
#include "support/catch.hpp"

using namespace crmlink;

namespace {

constexpr PhoneFormat formats[] = {PhoneFormat::automatic, PhoneFormat::e164, PhoneFormat::us_local,
                                   PhoneFormat::us_local_standard, PhoneFormat::international};
constexpr PhoneUse uses[] = {PhoneUse::create, PhoneUse::search};

std::vector<std::string> naughty_strings() {
  std::vector<std::string> strings = {"", "+", std::string(100'000, '1'), std::string(1000, '+')};
  const std::filesystem::path path = CRMLINK_NAUGHTY_STRINGS;
  if (!std::filesystem::exists(path)) {
    WARN("skipped: no " << path);
    return strings;
  }
  std::ifstream file(path);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const auto parsed = boost::json::parse(text);
  for (const auto& string : parsed.as_array())
    strings.emplace_back(string.as_string());
  return strings;
}

/// Texts of what numbers are made of, and of what is next to it.
std::vector<std::string> random_strings() {
  const std::string_view pieces = "0123456789011112222+ -./()\xFF\xEF\xBC\x91xe";
  std::mt19937 random(4711);
  std::vector<std::string> strings;
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (auto size = random() % 24; size > 0; --size)
      text += pieces[random() % pieces.size()];
    strings.push_back(std::move(text));
  }
  return strings;
}

}  // namespace

TEST_CASE("the basic numbers and the component agree on North America and on E.164") {
  const auto basic = make_basic_phone_numbers().value();
  const auto all = make_all_phone_numbers().value();
  for (const char* number :
       {"+12223334444", "2223334444", "12223334444", "(222) 333-4444", "222.333.4444",
        "+1 (650) 253-0000", "6502530000", "tel:+1-650-253-0000", "011 1 650 253 0000", "3334444",
        "911", "anonymous", "+1650253000", "+165025300001", "65025300001", "1112223333",
        "+18005551234", "0222333444", "sip:6502530000@crm.example"})
    for (const auto format : formats)
      for (const auto use : uses) {
        INFO(number << " " << to_string(format));
        CHECK(basic->format(number, format, use) == all->format(number, format, use));
      }
  for (const char* number : {"+49301234567", "+49 30 1234567", "+442071838750", "+390612345678",
                             "011 81 3 1234 5678", "+5511912345678", "+80012345678"})
    CHECK(basic->format(number, PhoneFormat::e164, PhoneUse::create) ==
          all->format(number, PhoneFormat::e164, PhoneUse::create));
}

TEST_CASE("no text makes either throw, and none becomes an empty one") {
  auto strings = naughty_strings();
  for (auto& text : random_strings())
    strings.push_back(std::move(text));
  for (const char* region : {"US", "DE", ""}) {
    const auto basic = make_basic_phone_numbers(region).value();
    const auto all = make_all_phone_numbers(region).value();
    for (const auto& text : strings)
      for (const auto& numbers : {basic, all}) {
        const auto format = formats[text.size() % std::size(formats)];
        const auto written = numbers->format(text, format, PhoneUse::search);
        if (written.empty() != text.empty()) FAIL_CHECK("lost: " << text);
        // What was written is read again as the same number.
        const auto e164 = numbers->format(text, PhoneFormat::e164, PhoneUse::create);
        if (e164 != text && !numbers->same_number(e164, text)) FAIL_CHECK(text << " -> " << e164);
      }
  }
}
