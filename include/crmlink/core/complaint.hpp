#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "crmlink/core/export.hpp"

namespace crmlink {

/// A place in a text, both counted from one; the column counts bytes.
struct TextPosition {
  std::size_t line = 1;
  std::size_t column = 1;

  friend bool operator==(const TextPosition&, const TextPosition&) = default;
};

/// Says what is wrong at one place of a configuration, in terms its author can act on.
///
/// Never holds a secret: readers of secret members leave `found` empty.
struct Complaint {
  std::string document;  ///< What is being read: a file's or a profile's name; may be empty.
  std::string
      pointer;  ///< RFC 6901 JSON pointer of the offending value; empty is the whole document.
  std::string problem;   ///< What is wrong: "unknown key", "unknown variable {PHONE_NUMBR}".
  std::string expected;  ///< What would be right: "a number from 1 to 60000"; may be empty.
  std::string found;     ///< What stands there, cut; may be empty.
  std::string nearest;   ///< The known name nearest to an unknown one; empty when none is near.
  std::optional<TextPosition> position;  ///< Where, when the reader had the text.

  /// Returns one line: `customer-lookup: /timeout_ms (line 4, column 17): expected …, found …; did
  /// you mean …?`
  CRMLINK_EXPORT std::string message() const;
};

/// All complaints about one document, in the document's order.
using Complaints = std::vector<Complaint>;

}  // namespace crmlink
