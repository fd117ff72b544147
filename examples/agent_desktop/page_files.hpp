#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "crmlink/core/result.hpp"
#include "web_server.hpp"

namespace agent_desktop {

/// The pages, scripts and style sheets of the desktop, read once. Immutable.
class PageFiles {
 public:
  /// Reads them from a folder.
  static crmlink::Result<PageFiles> read(const std::string& folder);

  /// Returns the file of a path with the headers that a browser needs to hold it to our rules;
  /// std::nullopt when there is none.
  std::optional<Reply> find(std::string_view path) const;

 private:
  std::map<std::string, Reply, std::less<>> files_;
};

}  // namespace agent_desktop
