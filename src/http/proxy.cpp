#include "http/proxy.hpp"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "core/wipe.hpp"
#include "http/base64.hpp"

namespace crmlink::http {
namespace {

Error complain(const std::string& detail) {
  ErrorInfo info(Errc::invalid_configuration);
  info.detail = "proxy." + detail;
  return info;
}

std::string first_of(std::initializer_list<const char*> variables) {
  for (const char* const variable : variables) {
    const char* const value = std::getenv(variable);
    if (value != nullptr && *value != '\0') return value;
  }
  return {};
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char letter = static_cast<char>(c | 0x20);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

// RFC 3986 §2.1; what isn't an escape stays as it is.
std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && digit_of(text[i + 1]) >= 0 &&
                        digit_of(text[i + 2]) >= 0;
    if (!escape) {
      decoded += text[i];
      continue;
    }
    decoded += static_cast<char>(digit_of(text[i + 1]) * 16 + digit_of(text[i + 2]));
    i += 2;
  }
  return decoded;
}

// Moves user and password out of the URL, where they would be shown.
void read_url(std::string text, ProxyOptions& options) {
  if (!text.empty() && text.find("://") == std::string::npos) text.insert(0, "http://");
  const auto start = text.find("://") + 3;
  const auto at = text.rfind('@');
  if (text.empty() || at == std::string::npos) {
    options.url = std::move(text);
    return;
  }
  const std::string_view credentials(text.data() + start, at - start);
  const auto colon = credentials.find(':');
  options.user = percent_decoded(credentials.substr(0, colon));
  if (colon != std::string_view::npos && colon + 1 < credentials.size())
    options.password = Secret::literal(percent_decoded(credentials.substr(colon + 1)));
  options.url = text.substr(0, start) + text.substr(at + 1);
  wipe(text);
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> parts;
  constexpr std::string_view separators = ", \t";
  for (auto begin = list.find_first_not_of(separators); begin != list.npos;) {
    const auto end = std::min(list.find_first_of(separators, begin), list.size());
    parts.emplace_back(list.substr(begin, end - begin));
    begin = list.find_first_not_of(separators, end);
  }
  return parts;
}

}  // namespace

ProxyOptions ProxyOptions::from_environment() {
  ProxyOptions options;
  // Not HTTP_PROXY: a request's Proxy header sets it in a CGI program.
  read_url(first_of({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}), options);
  options.bypass = split(first_of({"no_proxy", "NO_PROXY"}));
  return options;
}

Result<> ProxyOptions::check() const {
  const auto made = Proxy::make(*this);
  if (!made) return made.error();
  return {};
}

Result<std::shared_ptr<const Proxy>> Proxy::make(const ProxyOptions& options) {
  if (options.url.empty()) return std::shared_ptr<const Proxy>();
  const auto url = Url::parse(options.url);
  // The URL isn't shown: somebody may have put a password into it.
  if (!url) return complain("url: " + std::string(url.error().detail()));
  if (url->is_https()) return complain("url: a proxy that is reached by TLS isn't supported");
  if (url->target() != "/") return complain("url: a proxy has no path");
  if (options.user.find(':') != std::string::npos) return complain("user: a colon can't be sent");
  if (options.user.empty() && options.password) return complain("password: there is no user");
  auto bypass = HostRules::parse(options.bypass, HostRules::Names::and_below, "proxy.bypass");
  if (!bypass) return bypass.error();
  const std::shared_ptr<Proxy> proxy(new Proxy);
  proxy->url_ = *url;
  proxy->user_ = options.user;
  proxy->password_ = options.password;
  proxy->bypass_ = std::move(*bypass);
  return std::shared_ptr<const Proxy>(proxy);
}

Result<std::string> Proxy::render_connect(const std::string& authority) const {
  std::string wire = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
  if (!needs_credentials()) return wire += "\r\n";
  SecretText password;
  if (password_) {
    auto resolved = password_.resolve();
    if (!resolved) return resolved.error();
    password = std::move(*resolved);
  }
  std::string plain;
  plain.reserve(user_.size() + 1 + password.reveal().size());
  plain.append(user_).append(":").append(password.reveal());
  std::string encoded = to_base64(plain);
  wipe(plain);
  constexpr std::string_view field = "Proxy-Authorization: Basic ";
  // Growing would leave copies of the password behind.
  wire.reserve(wire.size() + field.size() + encoded.size() + 4);
  wire.append(field).append(encoded).append("\r\n\r\n");
  wipe(encoded);
  return wire;
}

}  // namespace crmlink::http
