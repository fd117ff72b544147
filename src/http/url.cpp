#include "crmlink/http/url.hpp"

#include <algorithm>
#include <boost/asio/ip/address_v6.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <utility>

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

struct Url::State {
  Result<> read_authority(std::string_view text);
  Result<> read_target(std::string_view text);

  bool https = true;
  std::uint16_t port = 0;
  std::string host;
  std::string authority;
  std::string target;
};

Result<Url> Url::parse(std::string_view text) {
  State url;
  const auto scheme_end = text.find("://");
  const std::string scheme = lower(text.substr(0, scheme_end));
  if (scheme_end == std::string_view::npos) return refuse("not an absolute URL");
  url.https = scheme == "https";
  if (!url.https && scheme != "http") return refuse("the scheme must be http or https");
  const auto rest = text.substr(scheme_end + 3);
  const auto authority_end = std::min(rest.find_first_of("/?#"), rest.size());
  if (const auto read = url.read_authority(rest.substr(0, authority_end)); !read)
    return read.error();
  if (const auto read = url.read_target(rest.substr(authority_end)); !read) return read.error();
  return Url(std::make_shared<const State>(std::move(url)));
}

// By hand, since Boost.URL 1.81 reads "http://127.0.0.1.evil.example/" as the host 127.0.0.1 and
// the path ".evil.example/".
Result<> Url::State::read_authority(std::string_view text) {
  if (text.find('@') != std::string_view::npos) {
    return refuse("user information in a URL isn't sent; use the authentication settings");
  }
  const bool bracketed = text.starts_with('[');
  const auto host_end = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (host_end == std::string_view::npos) return refuse("the host's ] is missing");
  host = lower(text.substr(bracketed ? 1 : 0, bracketed ? host_end - 1 : host_end));
  if (host.empty()) return refuse("the host is missing");
  if (bracketed ? !is_ipv6(host) : !is_host_name(host))
    return refuse("the host is neither a name nor an address");
  auto port_text = text.substr(bracketed ? host_end + 1 : host_end);
  if (!port_text.empty() && port_text.front() != ':')
    return refuse("only a port may follow the host's ]");
  if (!port_text.empty()) port_text.remove_prefix(1);
  const auto number = read_port(port_text, https);
  if (!number) return number.error();
  port = *number;
  authority = make_authority(host, port, https);
  return {};
}

Result<> Url::State::read_target(std::string_view text) {
  const std::string from_root = text.starts_with('/') ? std::string(text) : '/' + std::string(text);
  const auto parsed = boost::urls::parse_relative_ref(from_root);
  if (!parsed || parsed->has_authority())
    return refuse("the path or query has a character that must be percent-encoded");
  target = std::string(parsed->encoded_path());
  if (parsed->has_query()) target += '?' + std::string(parsed->encoded_query());
  return {};
}

Url::Url() noexcept = default;
Url::Url(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

const Url::State& Url::state() const noexcept {
  static const State none;
  return state_ ? *state_ : none;
}

bool Url::is_https() const noexcept {
  return state().https;
}
const std::string& Url::host() const noexcept {
  return state().host;
}
std::uint16_t Url::port() const noexcept {
  return state().port;
}
const std::string& Url::target() const noexcept {
  return state().target;
}
const std::string& Url::authority() const noexcept {
  return state().authority;
}

bool operator==(const Url& a, const Url& b) noexcept {
  if (a.state_ == b.state_) return true;
  return a.is_https() == b.is_https() && a.port() == b.port() && a.host() == b.host() &&
         a.target() == b.target();
}

bool Url::is_loopback() const noexcept {
  const std::string& name = host();
  if (name == "localhost" || name == "::1") return true;
  const auto is_digit_or_dot = [](char c) { return c == '.' || (c >= '0' && c <= '9'); };
  return name.starts_with("127.") && std::all_of(name.begin(), name.end(), is_digit_or_dot);
}

std::string Url::to_string() const {
  if (empty()) return {};
  return (is_https() ? "https://" : "http://") + authority() + target();
}

std::string Url::masked() const {
  if (empty()) return {};
  const auto query = target().find('?');
  const std::string shown =
      query == std::string::npos ? target() : target().substr(0, query) + "?…";
  return (is_https() ? "https://" : "http://") + authority() + shown;
}

}  // namespace crmlink::http
