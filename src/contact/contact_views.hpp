#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "contact/contact_world.hpp"
#include "crmlink/contact/attached_data.hpp"

namespace crmlink::contact {

/// Which keys of the data agents see, and which are stored.
struct ViewFields {
  std::vector<std::string> agent;
  std::vector<std::string> statistics;
};

/// Remembers who saved what at an event, for whoever saved a value says who sees it.
class Views {
 public:
  /// Notes that `config` saved a key; returns whether none had before.
  bool save(const ContactLookupConfig& config, std::string_view key);

  /// Returns the fields of `data`. A value of an event before counts as saved by all who may save
  /// its key: it is seen only if all of them show it. What none of them saves isn't theirs to show.
  ViewFields of(const AttachedData& data,
                const std::vector<ContactIntegration>& integrations) const;

 private:
  std::map<std::string, ContactLookupConfig, std::less<>> savers_;
};

}  // namespace crmlink::contact
