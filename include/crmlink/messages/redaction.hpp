#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "crmlink/core/export.hpp"

namespace crmlink {

/// What a redaction stands for.
enum class RedactionKind : std::uint8_t {
  location,      ///< `****GPE****`
  date,          ///< `****DATE****`
  time,          ///< `****TIME****`
  organization,  ///< `****ORG****`
  person,        ///< `****NAME****`
  money,         ///< `****MONEY****`
  email,         ///< `****EMAIL****`
  numeric,       ///< `****NUMERIC****`
  identifier,    ///< `****ID****`
  custom         ///< Any other: one that the provider has defined.
};

/// A token that stands in a text for what was redacted.
struct Redaction {
  std::size_t offset = 0;  ///< The byte of the text at which its first asterisk is.
  std::size_t size = 0;    ///< Its bytes, asterisks included.
  std::string_view name;   ///< What is between the asterisks; a view into the text.
  RedactionKind kind = RedactionKind::custom;

  friend bool operator==(const Redaction&, const Redaction&) = default;
};

/// Finds the redactions of a text, in order, without overlap: a name of 1 to 64 letters, digits,
/// `_`, `-` and `.` with four asterisks on either side. Source: message-export.md.
CRMLINK_EXPORT std::vector<Redaction> find_redactions(std::string_view text);

}  // namespace crmlink
