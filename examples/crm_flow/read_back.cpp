#include "read_back.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <chrono>
#include <optional>
#include <utility>

#include "crmlink/core/json.hpp"

namespace crm_flow {
namespace {

namespace asio = boost::asio;
namespace http = crmlink::http;
namespace json = boost::json;

constexpr std::chrono::seconds patience{10};

std::string encoded(std::string_view text) {
  return boost::urls::encode(text, boost::urls::unreserved_chars);
}

asio::awaitable<Shown> get(std::shared_ptr<http::Transport> transport, std::string address) {
  Shown shown;
  shown.url = address;
  const auto url = http::Url::parse(address);
  if (!url) {
    shown.error = url.error().message();
    co_return shown;
  }
  http::Request request(http::Method::get, *url);
  const auto limit = std::chrono::steady_clock::now() + patience;
  const auto reply = co_await transport->async_send(std::move(request), limit, asio::use_awaitable);
  if (!reply) {
    shown.error = reply.error().message();
    co_return shown;
  }
  shown.status = reply->status();
  auto value = crmlink::parse_json(reply->body());
  if (value)
    shown.value = *std::move(value);
  else
    shown.error = "not JSON";
  co_return shown;
}

/// The id of the first object of a list.
std::optional<std::string> first_id(const Shown& shown, std::string_view list) {
  boost::system::error_code error;
  const auto* const id = shown.value.find_pointer('/' + std::string(list) + "/0/id", error);
  if (id == nullptr || !id->is_int64()) return std::nullopt;
  return std::to_string(id->as_int64());
}

asio::awaitable<std::vector<Shown>> ask_small_crm(Setup& setup, std::string caller) {
  const auto api = setup.own->base_url() + "/api/";
  std::vector<Shown> all;
  all.push_back(co_await get(setup.transport, api + "accounts?phone=" + encoded(caller)));
  const auto account = first_id(all.back(), "accounts");
  if (!account) co_return all;
  all.push_back(co_await get(setup.transport, api + "records?account_id=" + *account));
  const auto record = first_id(all.back(), "records");
  if (!record) co_return all;
  for (const char* const what : {"/comments", "/files"})
    all.push_back(co_await get(setup.transport, api + "records/" + *record + what));
  co_return all;
}

/// Fills in an id; false when the URL needs one that isn't there.
bool fill_in(std::string& url, std::string_view name, std::string_view id) {
  const auto at = url.find(name);
  if (at == std::string::npos) return true;
  if (id.empty()) return false;
  url.replace(at, name.size(), encoded(id));
  return true;
}

}  // namespace

asio::awaitable<std::vector<Shown>> read_back(Setup& setup, crmlink::CrmSession session,
                                              std::vector<std::string> urls, std::string caller) {
  std::vector<Shown> all;
  if (setup.own) {
    all = co_await ask_small_crm(setup, std::move(caller));
    co_return all;
  }
  for (auto& url : urls) {
    if (!fill_in(url, "{ACCOUNT_ID}", session.account_id()) ||
        !fill_in(url, "{RECORD_ID}", session.record_id()))
      continue;
    all.push_back(co_await get(setup.transport, url));
  }
  co_return all;
}

}  // namespace crm_flow
