#pragma once

#include <boost/json/value.hpp>
#include <set>
#include <string>
#include <vector>

#include "crmlink/contact/contact_outcome.hpp"
#include "crmlink/contact/contact_setters.hpp"

namespace crmlink::contact {

/// Hands what a reply sets to the host, but for kinds that an integration before has set.
class Settings {
 public:
  /// `setters` must outlive it.
  explicit Settings(const ContactSetters& setters) noexcept : setters_(setters) {}

  /// Applies `set`, an object; what was set, and what couldn't be, goes to the step.
  void apply(const boost::json::value& set, ContactStep& step);

 private:
  Result<> apply_one(std::string_view kind, const boost::json::value& value) const;

  const ContactSetters& setters_;
  std::set<std::string, std::less<>> done_;
};

}  // namespace crmlink::contact
