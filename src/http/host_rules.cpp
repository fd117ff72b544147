#include "http/host_rules.hpp"

#include <algorithm>
#include <charconv>

namespace crmlink::http {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return result;
}

bool is_name(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits) &&
         text.find("..") == text.npos;
}

bool read_port(std::string_view text, std::uint16_t& port) {
  const char* const end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, port);
  return failure == std::errc{} && stopped == end && port != 0;
}

// Takes `:port` off; an IPv6 address has colons of its own, so its port needs brackets.
bool split_port(std::string_view& text, std::uint16_t& port) {
  const auto colon = text.rfind(':');
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == text.npos) return false;
    const auto rest = text.substr(end + 1);
    text = text.substr(1, end - 1);
    return rest.empty() || (rest.front() == ':' && read_port(rest.substr(1), port));
  }
  if (colon == text.npos || text.find(':') != colon) return true;
  const auto digits = text.substr(colon + 1);
  text = text.substr(0, colon);
  return read_port(digits, port);
}

Error complain(std::string_view what, const std::string& rule) {
  ErrorInfo info(Errc::invalid_configuration);
  info.detail = std::string(what) + ": \"" + rule + "\" is neither a name nor a range of addresses";
  return info;
}

// The root's dot says nothing about which host it is.
std::string_view without_dot(std::string_view host) {
  return host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
}

}  // namespace

Result<HostRules> HostRules::parse(const std::vector<std::string>& rules, Names names,
                                   std::string_view what) {
  HostRules parsed;
  for (const std::string& text : rules) {
    Rule rule;
    if (!read(text, names, rule)) return complain(what, text);
    parsed.rules_.push_back(std::move(rule));
  }
  return parsed;
}

bool HostRules::read(std::string_view text, Names names, Rule& rule) {
  if (!split_port(text, rule.port)) return false;
  if (const auto range = AddressRange::parse(text)) {
    rule.range.push_back(*range);
    return true;
  }
  return read_name(text, names, rule);
}

bool HostRules::read_name(std::string_view text, Names names, Rule& rule) {
  if (text == "*") return rule.below = true;
  rule.itself = true;
  rule.below = names == Names::and_below;
  if (text.starts_with("*.")) text.remove_prefix(1);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    rule.itself = false;
    rule.below = true;
  }
  rule.name = lower(without_dot(text));
  return is_name(rule.name);
}

bool HostRules::hold(const std::string& host, std::uint16_t port) const {
  boost::system::error_code failure;
  const auto address = boost::asio::ip::make_address(host, failure);
  const auto name = without_dot(host);
  return std::any_of(rules_.begin(), rules_.end(), [&](const Rule& rule) {
    if (rule.port != 0 && rule.port != port) return false;
    if (!rule.range.empty()) return !failure && rule.range.front().contains(address);
    if (rule.name.empty()) return true;
    if (name == rule.name) return rule.itself;
    return rule.below && name.ends_with(rule.name) &&
           name[name.size() - rule.name.size() - 1] == '.';
  });
}

}  // namespace crmlink::http
