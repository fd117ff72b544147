#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"

namespace crmlink {

/// How a CRM wants phone numbers; source: generic-crm.md "Phone number format".
enum class PhoneFormat : std::uint8_t {
  automatic,          ///< `+1 222 333 4444`; searched for as `*222*333*4444`.
  e164,               ///< `+12223334444`.
  us_local,           ///< `2223334444`.
  us_local_standard,  ///< `(222) 333-4444`.
  international,      ///< `+1 222 333 4444`.
};

/// What a phone number is written for.
enum class PhoneUse : std::uint8_t {
  create,  ///< To be kept by the CRM.
  search,  ///< To be found by it.
};

/// Returns the name of a format as configurations spell it: `us_local`; static storage.
CRMLINK_EXPORT std::string_view to_string(PhoneFormat format) noexcept;
/// Returns the format of that name, in any letter case.
CRMLINK_EXPORT std::optional<PhoneFormat> parse_phone_format(std::string_view name) noexcept;

/// A phone number as its numbering plan writes it.
struct PhoneParts {
  PhoneParts() = default;

  std::string country;              ///< The country code: `1`. Empty: part of the groups, unknown.
  std::vector<std::string> groups;  ///< The national number's digits: `222`, `333`, `4444`.
};

/// Reads and writes phone numbers; a subclass knows the numbering plans.
///
/// What isn't a phone number (`anonymous`, a SIP URI, a short code) is passed on as it came.
/// Immutable and thread-safe. make_basic_phone_numbers() needs nothing, the component
/// `crmlink::phone` knows all countries.
class CRMLINK_EXPORT PhoneNumbers {
 public:
  virtual ~PhoneNumbers();

  /// Writes a number in a format. One of another country than +1 has no US format, and one whose
  /// groups aren't known has no other: they are written like `e164`. What can't be read is returned
  /// as it is. Never throws but std::bad_alloc.
  std::string format(std::string_view number, PhoneFormat format, PhoneUse use) const;

  /// Returns whether both are the same number, however they are written, for a match that must not
  /// be a stranger. What can't be read as a number is the same when it is spelled the same, without
  /// regard to ASCII case, and names somebody: nothing, `anonymous` and the like are never the
  /// same.
  bool same_number(std::string_view a, std::string_view b) const;

  /// Returns what can't be done in a format, and what it needs, for a complaint when a
  /// configuration is loaded; empty: all can.
  virtual std::string missing(PhoneFormat format) const = 0;

 protected:
  PhoneNumbers() = default;
  PhoneNumbers(const PhoneNumbers&) = default;
  PhoneNumbers& operator=(const PhoneNumbers&) = default;

  /// Reads what consists of digits, `+`, spaces, `-./()` and bytes of other scripts only, without
  /// `tel:` and spaces around. std::nullopt: not a number. Called on any thread.
  virtual std::optional<PhoneParts> read(std::string_view number) const = 0;

 private:
  std::optional<PhoneParts> read_plain(std::string_view number) const;
};

/// Makes what reads numbers that begin with `+`, and, where the region's country code is 1, those
/// that are dialled there: 10 digits, 11 with a 1 before, any with 011 before. It groups numbers of
/// +1 only.
///
/// `region`: where numbers without a country code belong, as ISO 3166 spells it: `US`; empty:
/// nowhere, they can't be read. Fails with Errc::invalid_argument when it isn't two letters.
CRMLINK_EXPORT Result<std::shared_ptr<const PhoneNumbers>> make_basic_phone_numbers(
    std::string_view region = "US");

}  // namespace crmlink
