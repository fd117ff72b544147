#include "crmlink/http/url.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <charconv>

namespace crmlink::http {
namespace {

constexpr std::uint16_t default_port(bool https) {
  return https ? 443 : 80;
}

Error refuse(std::string detail) {
  ErrorInfo info(Errc::invalid_url);
  info.detail = std::move(detail);
  return info;
}

Result<std::uint16_t> read_port(std::string_view text, bool https) {
  if (text.empty()) return default_port(https);
  std::uint16_t port = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (failure != std::errc{} || end != text.data() + text.size() || port == 0) {
    return refuse("the port must be a number from 1 to 65535");
  }
  return port;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return result;
}

bool is_ipv6(std::string_view host) {
  return host.find(':') != std::string_view::npos;
}

std::string make_authority(std::string_view host, std::uint16_t port, bool https) {
  std::string authority = is_ipv6(host) ? '[' + std::string(host) + ']' : std::string(host);
  if (port != default_port(https)) authority += ':' + std::to_string(port);
  return authority;
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  const auto parsed = boost::urls::parse_uri(text);
  if (!parsed) return refuse("not an absolute URL");
  Url url;
  url.https_ = parsed->scheme_id() == boost::urls::scheme::https;
  if (!url.https_ && parsed->scheme_id() != boost::urls::scheme::http)
    return refuse("the scheme must be http or https");
  if (parsed->has_userinfo())
    return refuse("user information in a URL isn't sent; use the authentication settings");
  if (parsed->host_type() == boost::urls::host_type::ipvfuture)
    return refuse("unsupported kind of host address");
  url.host_ = lower(parsed->host_address());
  // A percent-encoded host may decode to anything; what stands in a Host header and a certificate
  // is plain.
  const auto plain = [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("/?#@\\%").find(c) == std::string_view::npos;
  };
  if (url.host_.empty()) return refuse("the host is missing");
  if (!std::all_of(url.host_.begin(), url.host_.end(), plain))
    return refuse("the host has characters that no host name has");
  const auto port = read_port(parsed->port(), url.https_);
  if (!port) return port.error();
  url.port_ = *port;
  url.authority_ = make_authority(url.host_, url.port_, url.https_);
  url.target_ = parsed->encoded_path().empty() ? "/" : std::string(parsed->encoded_path());
  if (parsed->has_query()) url.target_ += '?' + std::string(parsed->encoded_query());
  return url;
}

bool Url::is_loopback() const noexcept {
  if (host_ == "localhost" || host_ == "::1") return true;
  const auto is_digit_or_dot = [](char c) { return c == '.' || (c >= '0' && c <= '9'); };
  return host_.starts_with("127.") && std::all_of(host_.begin(), host_.end(), is_digit_or_dot);
}

std::string Url::to_string() const {
  if (empty()) return {};
  return (https_ ? "https://" : "http://") + authority_ + target_;
}

std::string Url::masked() const {
  if (empty()) return {};
  const auto query = target_.find('?');
  const std::string shown = query == std::string::npos ? target_ : target_.substr(0, query) + "?…";
  return (https_ ? "https://" : "http://") + authority_ + shown;
}

}  // namespace crmlink::http
