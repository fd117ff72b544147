#include "dip/decimal.hpp"

#include "support/catch.hpp"

using crmlink::Decimal;

TEST_CASE("decimals compare by value, not by spelling") {
  CHECK(*Decimal::parse("1.10") == *Decimal::parse("1.1"));
  CHECK(*Decimal::parse("1e3") == *Decimal::parse("1000"));
  CHECK(*Decimal::parse("0.001") == *Decimal::parse("1E-3"));
  CHECK(*Decimal::parse("-0") == *Decimal::parse("0.00"));
  CHECK(*Decimal::parse("+5") == *Decimal::parse(" 5 "));
  CHECK(*Decimal::parse("007") == *Decimal::parse("7"));
}

TEST_CASE("decimals order by sign, size and digits") {
  const auto less = [](const char* a, const char* b) {
    return *Decimal::parse(a) < *Decimal::parse(b);
  };
  CHECK(less("-1", "0"));
  CHECK(less("-10", "-9"));
  CHECK(less("9", "10"));
  CHECK(less("0.09", "0.1"));
  CHECK(less("1.09", "1.1"));
  CHECK(less("18446744073709551616", "18446744073709551617"));
  CHECK(less("99", "1e999999999999999999999"));
  CHECK_FALSE(less("2", "2.0"));
}

TEST_CASE("what isn't a decimal number isn't read as one") {
  for (const auto* const text : {"", " ", "-", ".", "e5", "1e", "1e+", "1.2.3", "0x10", "1,5",
                                 "5 %", "--1", "inf", "nan", "12a", "1 2"})
    CHECK_FALSE(Decimal::parse(text));
}
