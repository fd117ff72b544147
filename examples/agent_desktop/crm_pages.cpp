#include "crm_pages.hpp"

#include <algorithm>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <utility>

#include "html.hpp"

namespace agent_desktop {
namespace {

namespace http = crmlink::http;
using namespace std::chrono_literals;

constexpr auto limit = 5s;
constexpr std::string_view style = "/style.css";
// Whatever the CRM says of itself: as a page of ours it is held to our rules.
constexpr const char* policy =
    "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'";

bool is_number_below(std::string_view path, std::string_view folder) {
  if (!path.starts_with(folder)) return false;
  path.remove_prefix(folder.size());
  return !path.empty() && path.size() <= 18 &&
         std::all_of(path.begin(), path.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Reply no_answer() {
  return crm_service::Html()
      .element("h1", "The CRM doesn't answer")
      .element("p", "Choose \"Open again\" in a moment. The call isn't affected.")
      .to_page(502, "No answer");
}

}  // namespace

CrmPages::CrmPages(std::shared_ptr<http::Transport> transport, std::string base_url)
    : transport_(std::move(transport)), base_url_(std::move(base_url)) {}

bool CrmPages::knows(std::string_view path) {
  return path == style || is_number_below(path, "/records/") || is_number_below(path, "/accounts/");
}

boost::asio::awaitable<Reply> CrmPages::show(std::string path) const {
  const auto url = http::Url::parse(base_url_ + path);
  Reply reply = no_answer();
  if (url) {
    http::Request request(http::Method::get, *url);
    request.max_redirects = 0;
    const auto deadline = std::chrono::steady_clock::now() + limit;
    const auto response =
        co_await transport_->async_send(std::move(request), deadline, boost::asio::use_awaitable);
    if (response && (response->ok() || response->status() == 404)) {
      reply.status = response->status();
      reply.body = response->body();
    }
  }
  reply.content_type = path == style ? "text/css; charset=utf-8" : "text/html; charset=utf-8";
  reply.fields = {{"Content-Security-Policy", policy}};
  co_return reply;
}

}  // namespace agent_desktop
