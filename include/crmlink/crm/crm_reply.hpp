#pragma once

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/error.hpp"
#include "crmlink/core/export.hpp"

namespace crmlink {

/// An account or a record as a reply of the CRM holds it.
///
/// Immutable and cheap to copy: copies share the reply. Thread-safe.
class CRMLINK_EXPORT CrmObject {
 public:
  /// Makes an object of an id alone.
  explicit CrmObject(std::string id);
  /// Makes one of a part of a reply; `value` may be kept alive by more than itself.
  CrmObject(std::string id, std::shared_ptr<const boost::json::value> value);

  /// Returns the id as the reply spells it, every digit of it; never empty.
  const std::string& id() const noexcept { return id_; }
  /// Returns what the reply says of it, or nullptr when that is the id alone; lives as long as a
  /// copy of this object. Include <boost/json/value.hpp> to use it. Untrusted, and a caller's data.
  const boost::json::value* value() const noexcept { return value_.get(); }

 private:
  std::string id_;
  std::shared_ptr<const boost::json::value> value_;
};

/// What a reply means for its operation.
enum class CrmVerdict : std::uint8_t {
  found,      ///< There is one object, with an id.
  not_found,  ///< The CRM knows none, or none that verifies.
  ambiguous,  ///< There are several, and the configuration leaves the choice to the host.
  conflict,   ///< A create found that the object exists; it is the one object.
  done,       ///< Success without an id: an update, or a create whose reply names none.
  failed,     ///< See the error.
};

/// Returns the verdict as the enumerator is spelled; static storage.
CRMLINK_EXPORT std::string_view to_string(CrmVerdict verdict) noexcept;

/// A reply, read as the configuration of its endpoint says.
struct CrmReply {
  CrmReply() = default;

  CrmVerdict verdict = CrmVerdict::failed;
  /// One for `found` and `conflict`, several for `ambiguous`, the attachment for an upload that has
  /// an id, else none.
  std::vector<CrmObject> objects;
  /// How many candidates were in the reply before any was chosen.
  std::size_t candidates = 0;
  /// How many of them weren't the one that was searched for (`verify_match`): a server that ignores
  /// a filter returns everybody.
  std::size_t unverified = 0;
  /// Of an upload: where the reply says that the file can be had; empty when it doesn't. Untrusted.
  std::string link;
  int status = 0;  ///< Of HTTP.
  Error error;     ///< For `failed`; else none.

  /// Returns the id of the one object, or an empty text.
  std::string_view id() const noexcept {
    return objects.size() == 1 ? std::string_view(objects.front().id()) : std::string_view();
  }
};

}  // namespace crmlink
