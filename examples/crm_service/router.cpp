#include "router.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <cstdint>
#include <utility>
#include <vector>

#include "account_routes.hpp"
#include "crmlink/dip/answering.hpp"
#include "idempotency.hpp"
#include "request_json.hpp"

namespace crm_service {

/// Who may ask.
enum class Access : std::uint8_t {
  itself,  ///< The route checks it.
  token,   ///< Who brings the bearer token.
};

/// A path and what is done there.
struct Route {
  std::string_view method;
  std::string_view path;  ///< `{id}` stands for an id.
  Access access;
  WebReply (*handler)(Crm& crm, const Call& call);
};

namespace {

// The bytes of a body nobody wants that are read nevertheless, so that the connection goes on.
constexpr std::size_t most_ignored = 256 * 1024;
constexpr std::string_view id_segment = "{id}";

constexpr std::array routes{
    Route{"POST", "/api/lookup", Access::itself, answer_dip},
    Route{"GET", "/api/accounts", Access::token, find_accounts},
    Route{"POST", "/api/accounts", Access::token, create_account},
    Route{"GET", "/api/accounts/{id}", Access::token, show_account},
};

std::string_view take_segment(std::string_view& path) {
  const auto end = std::min(path.find('/'), path.size());
  const auto segment = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return segment;
}

bool matches(std::string_view pattern, std::string_view path, std::int64_t& id) {
  if (std::count(pattern.begin(), pattern.end(), '/') != std::count(path.begin(), path.end(), '/'))
    return false;
  while (!pattern.empty() || !path.empty()) {
    const auto expected = take_segment(pattern);
    const auto found = take_segment(path);
    if (expected == found) continue;
    const auto parsed = expected == id_segment ? parse_id(found) : std::nullopt;
    if (!parsed) return false;
    id = *parsed;
  }
  return true;
}

bool has_token(const Crm& crm, std::string_view authorization) {
  const auto token = crm.token.resolve();
  return token && crmlink::bearer_token_matches(authorization, token->reveal());
}

WebReply not_allowed(const std::vector<std::string_view>& methods) {
  auto reply = problem(405, "this path doesn't know the method");
  std::string allowed;
  for (const auto method : methods)
    allowed.append(allowed.empty() ? "" : ", ").append(method);
  reply.fields.emplace_back("Allow", std::move(allowed));
  return reply;
}

}  // namespace

Exchange::Exchange(Crm& crm, WebRequest head) : crm_(crm), head_(std::move(head)) {
  refusal_ = admit();
}

Exchange::~Exchange() = default;

std::optional<WebReply> Exchange::admit() {
  std::vector<std::string_view> methods;
  for (const auto& route : routes) {
    if (!matches(route.path, head_.path, id_)) continue;
    if (route.method == head_.method) route_ = &route;
    methods.push_back(route.method);
  }
  if (methods.empty()) return problem(404, "there is nothing at this path");
  if (route_ == nullptr) return not_allowed(methods);
  if (route_->access == Access::token && !has_token(crm_, head_.authorization))
    return problem(401, "a bearer token is missing, or wrong");
  if (head_.content_length.value_or(0) > most_json)
    return problem(413, "a body has at most " + std::to_string(most_json) + " bytes");
  return std::nullopt;
}

std::optional<WebReply> Exchange::take(std::string_view piece) {
  taken_ += piece.size();
  if (refusal_) {
    if (taken_ > most_ignored || head_.content_length.value_or(0) > most_ignored) return refusal_;
    return std::nullopt;
  }
  if (taken_ > most_json)
    return problem(413, "a body has at most " + std::to_string(most_json) + " bytes");
  body_ += piece;
  return std::nullopt;
}

WebReply Exchange::finish() {
  if (refusal_) return *std::move(refusal_);
  try {
    return run();
  } catch (const SqlError&) {
    return problem(500, "the database failed");
  }
}

WebReply Exchange::run() {
  const Call call{head_, body_, id_};
  const bool changes = head_.method != "GET" && route_->access == Access::token;
  if (!changes) return route_->handler(crm_, call);
  return answer_once(crm_.database, head_, sha256_of(body_),
                     [&] { return route_->handler(crm_, call); });
}

}  // namespace crm_service
