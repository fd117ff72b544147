#pragma once

#include <boost/json/fwd.hpp>
#include <memory>
#include <span>
#include <string>

#include "crmlink/core/export.hpp"

namespace crmlink {

/// The data that is attached to a conversation (CAD): JSON by key.
///
/// Immutable and cheap to copy; thread-safe. Holds the customer's data: don't log it.
class CRMLINK_EXPORT AttachedData {
 public:
  /// Makes data without any key.
  AttachedData() noexcept;
  /// Takes an object; include <boost/json/object.hpp> to use it.
  explicit AttachedData(boost::json::object data);

  /// Returns the object; valid as long as a copy of this.
  const boost::json::object& json() const noexcept;
  /// Returns it as compact JSON.
  std::string to_string() const;
  bool empty() const noexcept;
  /// Returns the keys of `fields` that there are, in the order of the data.
  AttachedData view(std::span<const std::string> fields) const;

 private:
  std::shared_ptr<const boost::json::object> data_;
};

}  // namespace crmlink
