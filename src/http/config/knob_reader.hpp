#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/config.hpp"
#include "crmlink/http/tls.hpp"

namespace crmlink::http {

/// Reads what visit_knobs names out of a document; what isn't there keeps its value.
class KnobReader {
 public:
  KnobReader(ConfigObject root, const SecretProviders& providers);

  /// Reads the members of an object, when there is one.
  template <class Read>
  void section(std::string_view name, const Read& read) {
    auto inner = object_.optional_object(name);
    if (!inner) return;
    configured_.insert(inner->pointer());
    std::swap(object_, *inner);
    read();
    object_.reject_unknown();
    std::swap(object_, *inner);
  }

  template <class Integer>
  void whole(std::string_view name, Integer& field, std::int64_t least, std::int64_t most) {
    const auto found = find(name);
    if (!found) return;
    if (const auto value = found->integer({least, most})) field = static_cast<Integer>(*value);
  }
  void time(std::string_view name, std::chrono::milliseconds& field, std::int64_t least,
            std::int64_t most);
  void number(std::string_view name, double& field, double least, double most);
  void flag(std::string_view name, bool& field);
  void text(std::string_view name, std::string& field);
  void secret(std::string_view name, Secret& field);
  void texts(std::string_view name, std::vector<std::string>& field);
  void version(std::string_view name, TlsVersion& field);
  void statuses(std::string_view name, std::vector<int>& field);

  /// RFC 6901 pointers of everything that was there.
  const std::set<std::string, std::less<>>& configured() const noexcept { return configured_; }

 private:
  std::optional<ConfigValue> find(std::string_view name);

  ConfigObject object_;
  const SecretProviders& providers_;
  std::set<std::string, std::less<>> configured_;
};

}  // namespace crmlink::http
