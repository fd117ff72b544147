#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/result.hpp"
#include "http/address_range.hpp"

namespace crmlink::http {

/// A list of hosts: `crm.example`, `.crm.example` or `*.crm.example` for what lies below, addresses
/// and ranges of them, `*` for every host; each with `:port` where only that one is meant.
///
/// Addresses and ranges are for hosts that are written as addresses: names aren't looked up.
class HostRules {
 public:
  /// What a plain name stands for.
  enum class Names {
    exact,      ///< Itself.
    and_below,  ///< Itself and what lies below.
  };

  /// Makes an empty list, which holds no host.
  HostRules() = default;
  /// Fails with Errc::invalid_configuration; `what` is the option's name, for the message.
  static Result<HostRules> parse(const std::vector<std::string>& rules, Names names,
                                 std::string_view what);

  bool empty() const noexcept { return rules_.empty(); }
  /// `host` in lower case, IPv6 without brackets, as Url::host() gives it.
  bool hold(const std::string& host, std::uint16_t port) const;

 private:
  struct Rule {
    std::vector<AddressRange> range;  ///< One, or none for names.
    std::string name;                 ///< Without a dot at its ends.
    bool itself = false;
    bool below = false;
    std::uint16_t port = 0;  ///< Zero: any.
  };

  static bool read(std::string_view text, Names names, Rule& rule);
  static bool read_name(std::string_view text, Names names, Rule& rule);

  std::vector<Rule> rules_;
};

}  // namespace crmlink::http
