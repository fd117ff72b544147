#include "crmlink/phone/all_phone_numbers.hpp"

#include <fcntl.h>
#include <phonenumbers/phonenumberutil.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <set>
#include <thread>
#include <vector>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace crmlink;
using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace {

std::string write(std::string_view number, PhoneFormat format, PhoneUse use = PhoneUse::create,
                  std::string_view region = "US") {
  return make_all_phone_numbers(region).value()->format(number, format, use);
}

/// What libphonenumber itself says, with the separators that the formats have.
std::string golden(const std::string& number, PhoneNumberUtil::PhoneNumberFormat format) {
  const auto& tables = *PhoneNumberUtil::GetInstance();
  PhoneNumber parsed;
  REQUIRE(tables.Parse(number, "ZZ", &parsed) == PhoneNumberUtil::NO_PARSING_ERROR);
  std::string text;
  tables.Format(parsed, format, &text);
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return std::string_view("-./").find(c) != std::string_view::npos; }, ' ');
  return text;
}

/// Keeps what is written to standard output and error while it lives.
class Silence {
 public:
  Silence() {
    const int file = ::open(folder_.path("out").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    ::fflush(nullptr);
    for (const int stream : {1, 2})
      saved_[stream - 1] = ::dup(stream), ::dup2(file, stream);
    ::close(file);
  }
  Silence(const Silence&) = delete;
  ~Silence() { end(); }
  /// Returns how many bytes were written.
  std::uintmax_t end() {
    ::fflush(nullptr);
    for (const int stream : {1, 2}) {
      if (saved_[stream - 1] < 0) continue;
      ::dup2(saved_[stream - 1], stream);
      ::close(std::exchange(saved_[stream - 1], -1));
    }
    return std::filesystem::file_size(folder_.path("out"));
  }

 private:
  test::TempFolder folder_;
  int saved_[2] = {-1, -1};
};

}  // namespace

TEST_CASE("numbers of many countries are grouped as their country does") {
  struct Sample {
    const char* number;
    const char* international;
    const char* pattern;
  };
  const Sample sample =
      GENERATE(values<Sample>({{"+12223334444", "+1 222 333 4444", "*222*333*4444"},
                               {"+49301234567", "+49 30 1234567", "*30*1234567"},
                               {"+33123456789", "+33 1 23 45 67 89", "*1*23*45*67*89"},
                               {"+442071838750", "+44 20 7183 8750", "*20*7183*8750"},
                               {"+390612345678", "+39 06 1234 5678", "*06*1234*5678"},
                               {"+81312345678", "+81 3 1234 5678", "*3*1234*5678"},
                               {"+5491123456789", "+54 9 11 2345 6789", "*9*11*2345*6789"},
                               {"+5511912345678", "+55 11 91234 5678", "*11*91234*5678"},
                               {"+8613812345678", "+86 138 1234 5678", "*138*1234*5678"},
                               {"+911234567890", "+91 1234 567 890", "*1234*567*890"},
                               {"+61291234567", "+61 2 9123 4567", "*2*9123*4567"},
                               {"+85221234567", "+852 2123 4567", "*2123*4567"},
                               {"+80012345678", "+800 1234 5678", "*1234*5678"}}));
  const std::string number = sample.number;
  CHECK(write(number, PhoneFormat::international) == sample.international);
  CHECK(write(number, PhoneFormat::automatic) == sample.international);
  CHECK(write(number, PhoneFormat::automatic, PhoneUse::search) == sample.pattern);
  CHECK(write(number, PhoneFormat::e164) == number);
  if (number.substr(0, 2) == "+1") return;
  CHECK(write(number, PhoneFormat::us_local) == number);
  CHECK(write(number, PhoneFormat::us_local_standard) == number);
}

TEST_CASE("an example number of every region agrees with libphonenumber") {
  const auto& tables = *PhoneNumberUtil::GetInstance();
  std::set<std::string> regions;
  tables.GetSupportedRegions(&regions);
  REQUIRE(regions.size() > 200);
  for (const auto& region : regions) {
    PhoneNumber example;
    REQUIRE(tables.GetExampleNumber(region, &example));
    std::string e164;
    tables.Format(example, PhoneNumberUtil::E164, &e164);
    std::string national;
    tables.Format(example, PhoneNumberUtil::NATIONAL, &national);
    INFO(region << " " << e164);
    const auto numbers = make_all_phone_numbers(region).value();
    CHECK(numbers->format(e164, PhoneFormat::e164, PhoneUse::create) == e164);
    CHECK(numbers->format(e164, PhoneFormat::international, PhoneUse::create) ==
          golden(e164, PhoneNumberUtil::INTERNATIONAL));
    CHECK(numbers->same_number(national, e164));
  }
}

TEST_CASE("numbers as they are dialled in a region are read") {
  CHECK(write("030 1234567", PhoneFormat::e164, PhoneUse::create, "DE") == "+49301234567");
  CHECK(write("0049 30 1234567", PhoneFormat::e164, PhoneUse::create, "DE") == "+49301234567");
  CHECK(write("+49 (0)30 1234567", PhoneFormat::e164) == "+49301234567");
  CHECK(write("020 7183 8750", PhoneFormat::e164, PhoneUse::create, "gb") == "+442071838750");
  CHECK(write("２２２３３３４４４４", PhoneFormat::e164) == "+12223334444");
  CHECK(write("2223334444", PhoneFormat::e164, PhoneUse::create, "") == "2223334444");
  CHECK(write("+12223334444", PhoneFormat::us_local, PhoneUse::create, "") == "2223334444");
}

TEST_CASE("what no plan has is passed on as it came, like what isn't a number") {
  const std::string_view text =
      GENERATE("", "anonymous", "anonymous 2223334444", "sip:+12223334444@crm.example", "911",
               "3334444", "+999123456789", "+12", "222-333-4444 ext. 5", "1-800-FLOWERS",
               "2223334444\xD0\xB4\xD0\xBE\xD0\xB1"
               "5",
               "\xFF\xFE", "2223334444\xFF");
  CHECK(write(text, PhoneFormat::automatic) == text);
  CHECK(write(text, PhoneFormat::us_local, PhoneUse::search) == text);
}

TEST_CASE("numbers are compared across countries and spellings") {
  const auto numbers = make_all_phone_numbers("DE").value();
  CHECK(numbers->same_number("030/1234567", "+49 30 1234567"));
  CHECK(numbers->same_number("+49 (0)30 1234567", "0049301234567"));
  CHECK_FALSE(numbers->same_number("030 1234567", "030 1234568"));
  CHECK_FALSE(numbers->same_number("030 1234567", "+1 030 123 4567"));
  CHECK_FALSE(numbers->same_number("anonymous", "anonymous"));
}

TEST_CASE("a region without phone numbers is refused") {
  for (const char* region : {"XX", "ZZ", "USA", "U1"})
    CHECK(make_all_phone_numbers(region).error() == Errc::invalid_argument);
}

TEST_CASE("no format misses anything") {
  for (const auto format : {PhoneFormat::automatic, PhoneFormat::international, PhoneFormat::e164})
    CHECK(make_all_phone_numbers("DE").value()->missing(format).empty());
}

TEST_CASE("nothing is written to standard output or error") {
  Silence silence;
  for (const char* text : {"+12223334444", "\xFF\xFE", "+999123456789", "+", "2223334444\xFF"})
    for (const char* region : {"US", "XX", ""}) {
      const auto numbers = make_all_phone_numbers(region);
      if (numbers) (*numbers)->format(text, PhoneFormat::automatic, PhoneUse::search);
    }
  CHECK(silence.end() == 0);
}

TEST_CASE("several threads use one object") {
  const auto numbers = make_all_phone_numbers("DE").value();
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i)
        if (numbers->same_number("030 1234567", "+49 30 1234567")) ++good;
    });
  for (auto& thread : threads)
    thread.join();
  CHECK(good == 800);
}
