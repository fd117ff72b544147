#include <algorithm>
#include <array>

#include "crmlink/text/phone_numbers.hpp"
#include "text/names.hpp"
#include "text/phone_region.hpp"

namespace crmlink {
namespace {

constexpr std::size_t nanp_digits = 10;
constexpr std::size_t least_digits = 7;  // With the country code.
constexpr std::size_t most_digits = 15;  // ITU-T E.164 §6.
constexpr std::string_view nanp_abroad = "011";

// Those whose country code is 1.
constexpr std::array<std::string_view, 25> nanp_regions = {
    "AG", "AI", "AS", "BB", "BM", "BS", "CA", "DM", "DO", "GD", "GU", "JM", "KN",
    "KY", "LC", "MP", "MS", "PR", "SX", "TC", "TT", "US", "VC", "VG", "VI"};

/// Returns the digits of a number that is written in the usual way: a plus before them only.
std::optional<std::string> digits_of(std::string_view number) {
  std::string digits;
  bool begun = false;
  for (const char c : number) {
    const bool other_script = static_cast<unsigned char>(c) >= 0x80;
    if (other_script || (c == '+' && begun)) return std::nullopt;
    begun = begun || c == '+' || text::is_digit(c);
    if (text::is_digit(c)) digits += c;
  }
  return digits;
}

PhoneParts nanp_parts(std::string_view digits) {
  PhoneParts parts;
  parts.country = "1";
  text::append_nanp_groups(digits, parts.groups);
  return parts;
}

/// Reads digits that begin with a country code.
std::optional<PhoneParts> read_international(std::string_view digits) {
  if (digits.size() < least_digits || digits.size() > most_digits || digits.front() == '0')
    return std::nullopt;
  PhoneParts parts;
  if (digits.front() != '1') {
    parts.groups.emplace_back(digits);
    return parts;
  }
  if (digits.size() != nanp_digits + 1) return std::nullopt;
  return nanp_parts(digits.substr(1));
}

/// Reads what somebody with the country code 1 dials.
std::optional<PhoneParts> read_nanp(std::string_view digits) {
  if (digits.size() == nanp_digits) return nanp_parts(digits);
  if (digits.size() == nanp_digits + 1 && digits.front() == '1')
    return nanp_parts(digits.substr(1));
  if (digits.substr(0, nanp_abroad.size()) != nanp_abroad) return std::nullopt;
  return read_international(digits.substr(nanp_abroad.size()));
}

class BasicPhoneNumbers final : public PhoneNumbers {
 public:
  explicit BasicPhoneNumbers(std::string region)
      : region_(std::move(region)),
        nanp_(std::find(nanp_regions.begin(), nanp_regions.end(), region_) != nanp_regions.end()) {}

  std::string missing(PhoneFormat format) const override {
    if (!region_.empty() && !nanp_)
      return "numbers of " + region_ +
             " can't be read unless they begin with +: needs crmlink::phone";
    if (format != PhoneFormat::automatic && format != PhoneFormat::international) return {};
    return "numbers outside of North America can't be grouped: needs crmlink::phone";
  }

 protected:
  std::optional<PhoneParts> read(std::string_view number) const override {
    const auto digits = digits_of(number);
    // Between a country code and "(0)" stands what is dialled at home only: not known here where.
    if (!digits || number.find("(0)") != std::string_view::npos) return std::nullopt;
    if (number.find('+') != std::string_view::npos) return read_international(*digits);
    return nanp_ ? read_nanp(*digits) : std::nullopt;
  }

 private:
  std::string region_;
  bool nanp_;
};

}  // namespace

Result<std::shared_ptr<const PhoneNumbers>> make_basic_phone_numbers(std::string_view region) {
  auto code = text::parse_region(region);
  if (!code) return code.error();
  return std::shared_ptr<const PhoneNumbers>(std::make_shared<BasicPhoneNumbers>(std::move(*code)));
}

}  // namespace crmlink
