#pragma once

#include <memory>
#include <string_view>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/text/phone_numbers.hpp"

namespace crmlink {

/// Makes what reads and groups the numbers of all countries, by libphonenumber. In the component
/// `crmlink::phone`.
///
/// A number is what has a possible length: which ranges are in use changes from month to month, and
/// a new one must be found, too. An extension makes it none, for no format holds one.
///
/// `region`: where numbers without a country code belong, as ISO 3166 spells it: `DE`; empty:
/// nowhere, they can't be read. Fails with Errc::invalid_argument for a region that has no numbers.
/// The first call in a process reads libphonenumber's tables, which takes some 5 ms and 4 MB.
/// libphonenumber has one logger a process, which is the host's business: by default it writes
/// nothing.
CRMLINK_EXPORT Result<std::shared_ptr<const PhoneNumbers>> make_all_phone_numbers(
    std::string_view region = "US");

}  // namespace crmlink
