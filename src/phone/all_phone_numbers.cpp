#include "crmlink/phone/all_phone_numbers.hpp"

#include <phonenumbers/phonenumberutil.h>

#include <set>
#include <utility>

#include "text/names.hpp"
#include "text/phone_region.hpp"

namespace crmlink {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr int nanp_country = 1;
constexpr std::size_t nanp_digits = 10;

const PhoneNumberUtil& tables() {
  return *PhoneNumberUtil::GetInstance();
}

/// Returns the runs of digits in a text.
std::vector<std::string> digit_groups(std::string_view text) {
  std::vector<std::string> groups;
  bool inside = false;
  for (const char c : text) {
    const bool digit = text::is_digit(c);
    if (digit && !inside) groups.emplace_back();
    if (digit) groups.back() += c;
    inside = digit;
  }
  return groups;
}

/// Returns the groups of a national number, as its country prints it for those abroad.
std::vector<std::string> national_groups(const PhoneNumber& number) {
  std::string national;
  tables().GetNationalSignificantNumber(number, &national);
  std::vector<std::string> groups;
  // The tables group ranges that are in use only.
  if (number.country_code() == nanp_country && national.size() == nanp_digits) {
    text::append_nanp_groups(national, groups);
    return groups;
  }
  std::string printed;
  tables().Format(number, PhoneNumberUtil::INTERNATIONAL, &printed);
  groups = digit_groups(std::string_view(printed).substr(printed.find(' ') + 1));
  std::string joined;
  for (const auto& group : groups)
    joined += group;
  return joined == national ? groups : std::vector<std::string>{national};
}

class AllPhoneNumbers final : public PhoneNumbers {
 public:
  explicit AllPhoneNumbers(std::string region) : region_(std::move(region)) {}

  std::string missing(PhoneFormat) const override { return {}; }

 protected:
  std::optional<PhoneParts> read(std::string_view number) const override {
    PhoneNumber parsed;
    if (tables().Parse(std::string(number), region_, &parsed) != PhoneNumberUtil::NO_PARSING_ERROR)
      return std::nullopt;
    if (parsed.has_extension() ||
        tables().IsPossibleNumberWithReason(parsed) != PhoneNumberUtil::IS_POSSIBLE)
      return std::nullopt;
    PhoneParts parts;
    parts.country = std::to_string(parsed.country_code());
    parts.groups = national_groups(parsed);
    return parts;
  }

 private:
  std::string region_;
};

}  // namespace

Result<std::shared_ptr<const PhoneNumbers>> make_all_phone_numbers(std::string_view region) {
  auto code = text::parse_region(region);
  if (!code) return code.error();
  // What libphonenumber calls no region.
  if (code->empty())
    *code = "ZZ";
  else if (tables().GetCountryCodeForRegion(*code) == 0) {
    ErrorInfo info(Errc::invalid_argument);
    info.detail = "no phone numbers are known for the region " + *code;
    return Error(std::move(info));
  }
  return std::shared_ptr<const PhoneNumbers>(std::make_shared<AllPhoneNumbers>(std::move(*code)));
}

}  // namespace crmlink
