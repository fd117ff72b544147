#include "crmlink/http/url.hpp"

#include <algorithm>
#include <boost/asio/ip/address_v6.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
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

bool is_ipv6(const std::string& host) {
  boost::system::error_code failure;
  boost::asio::ip::make_address_v6(host, failure);
  return !failure && host.find('%') == std::string::npos;
}

// What DNS and certificates can hold, and the underscore that internal names have. International
// names come as xn--….
bool is_host_name(std::string_view host) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  };
  return host.size() <= 253 && host.front() != '.' && std::all_of(host.begin(), host.end(), fits);
}

std::string make_authority(const std::string& host, std::uint16_t port, bool https) {
  std::string authority = is_ipv6(host) ? '[' + host + ']' : host;
  if (port != default_port(https)) authority += ':' + std::to_string(port);
  return authority;
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  Url url;
  const auto scheme_end = text.find("://");
  const std::string scheme = lower(text.substr(0, scheme_end));
  if (scheme_end == std::string_view::npos) return refuse("not an absolute URL");
  url.https_ = scheme == "https";
  if (!url.https_ && scheme != "http") return refuse("the scheme must be http or https");
  const auto rest = text.substr(scheme_end + 3);
  const auto authority_end = std::min(rest.find_first_of("/?#"), rest.size());
  if (const auto read = url.read_authority(rest.substr(0, authority_end)); !read)
    return read.error();
  if (const auto read = url.read_target(rest.substr(authority_end)); !read) return read.error();
  return url;
}

// By hand, since Boost.URL 1.81 reads "http://127.0.0.1.evil.example/" as the host 127.0.0.1 and
// the path ".evil.example/".
Result<> Url::read_authority(std::string_view authority) {
  if (authority.find('@') != std::string_view::npos) {
    return refuse("user information in a URL isn't sent; use the authentication settings");
  }
  const bool bracketed = authority.starts_with('[');
  const auto host_end =
      bracketed ? authority.find(']') : std::min(authority.find(':'), authority.size());
  if (host_end == std::string_view::npos) return refuse("the host's ] is missing");
  host_ = lower(authority.substr(bracketed ? 1 : 0, bracketed ? host_end - 1 : host_end));
  if (host_.empty()) return refuse("the host is missing");
  if (bracketed ? !is_ipv6(host_) : !is_host_name(host_))
    return refuse("the host is neither a name nor an address");
  auto port_text = authority.substr(bracketed ? host_end + 1 : host_end);
  if (!port_text.empty() && port_text.front() != ':')
    return refuse("only a port may follow the host's ]");
  if (!port_text.empty()) port_text.remove_prefix(1);
  const auto port = read_port(port_text, https_);
  if (!port) return port.error();
  port_ = *port;
  authority_ = make_authority(host_, port_, https_);
  return {};
}

Result<> Url::read_target(std::string_view text) {
  const std::string from_root = text.starts_with('/') ? std::string(text) : '/' + std::string(text);
  const auto parsed = boost::urls::parse_relative_ref(from_root);
  if (!parsed || parsed->has_authority())
    return refuse("the path or query has a character that must be percent-encoded");
  target_ = std::string(parsed->encoded_path());
  if (parsed->has_query()) target_ += '?' + std::string(parsed->encoded_query());
  return {};
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
