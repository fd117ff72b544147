#include "http/redirect.hpp"

#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <string>
#include <utility>

#include "text/names.hpp"

namespace crmlink::http {
namespace {

bool describes_body(const Field& field) {
  constexpr std::string_view prefix = "content-";
  return text::same_name(std::string_view(field.name).substr(0, prefix.size()), prefix);
}

// Any other field may be a credential: an API key has whatever name its vendor gave it.
constexpr std::array<std::string_view, 8> harmless{
    "accept",       "accept-charset",   "accept-encoding",  "accept-language",
    "content-type", "content-encoding", "content-language", "user-agent"};

bool may_be_credential(const Field& field) {
  return std::none_of(harmless.begin(), harmless.end(),
                      [&](std::string_view name) { return text::same_name(field.name, name); });
}

Error refuse(const Response& response, std::string detail) {
  ErrorInfo info(Errc::redirect_refused);
  info.detail = std::move(detail);
  info.http_status = response.status();
  info.phase = Phase::receive;
  info.delivery = Delivery::answered;
  return info;
}

bool same_origin(const Url& a, const Url& b) {
  return a.is_https() == b.is_https() && a.host() == b.host() && a.port() == b.port();
}

// RFC 3986 §5.2.4 drops what leads above the root; Boost 1.81 keeps it.
void drop_leading_parents(boost::urls::url& url) {
  constexpr std::string_view parent = "/..";
  const std::string path(url.encoded_path());
  std::string_view rest = path;
  while (rest.starts_with("/../") || rest == parent)
    rest.remove_prefix(parent.size());
  if (rest.size() != path.size()) url.set_encoded_path(rest.empty() ? "/" : rest);
}

/// Resolves a Location (RFC 9110 §10.2.2) as RFC 3986 §5 says.
Result<Url> resolve(const Url& base, const Response& response) {
  namespace urls = boost::urls;
  const std::string base_text = base.to_string();
  const auto from = urls::parse_uri(base_text);
  const auto to = urls::parse_uri_reference(response.field("location").value_or(""));
  if (!from || !to) return refuse(response, "its Location isn't a URL");
  urls::url resolved;
  if (!urls::resolve(*from, *to, resolved)) return refuse(response, "its Location isn't a URL");
  resolved.remove_fragment();
  drop_leading_parents(resolved);
  auto url = Url::parse(resolved.buffer());
  if (!url) return refuse(response, "its Location isn't one of http or https that can be asked");
  if (base.is_https() && !url->is_https())
    return refuse(response, "it leads from https to http, to " + url->masked());
  return url;
}

bool becomes_get(int status, Method method) {
  if (status == 303) return method != Method::get && method != Method::head;
  return (status == 301 || status == 302) && method == Method::post;
}

template <class Drop>
void drop_fields(Request& request, const Drop& drop) {
  const auto shared = request.shared_fields.list();
  request.fields.insert(request.fields.begin(), shared.begin(), shared.end());
  request.shared_fields = SharedFields();
  std::erase_if(request.fields, drop);
}

}  // namespace

bool is_redirect(const Response& response) noexcept {
  switch (response.status()) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      return response.field("location").has_value();
    default:
      return false;
  }
}

Result<Request> follow_redirect(const Request& request, const Response& response) {
  auto url = resolve(request.url, response);
  if (!url) return url.error();
  Request next = request;
  next.url = std::move(*url);
  if (becomes_get(response.status(), request.method)) {
    next.method = Method::get;
    next.body.clear();
    next.body_source = nullptr;
    next.repeatable.reset();
    drop_fields(next, describes_body);
  }
  if (!same_origin(request.url, next.url)) {
    next.bearer = Secret();
    next.secret_fields.clear();
    next.trace = TraceContext();
    drop_fields(next, may_be_credential);
  }
  return next;
}

}  // namespace crmlink::http
