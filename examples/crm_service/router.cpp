#include "router.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <cstdint>
#include <utility>
#include <vector>

#include "account_routes.hpp"
#include "crmlink/dip/answering.hpp"
#include "file_routes.hpp"
#include "idempotency.hpp"
#include "page_routes.hpp"
#include "record_routes.hpp"
#include "request_json.hpp"

namespace crm_service {

/// Who may ask.
enum class Access : std::uint8_t {
  itself,  ///< The route checks it.
  token,   ///< Who brings the bearer token.
  page,    ///< Who brings it, or a browser that has logged in.
};

/// A path and what is done there.
struct Route {
  std::string_view method;
  std::string_view path;  ///< `{id}` stands for an id.
  Access access;
  WebReply (*handler)(Crm& crm, const Call& call);  ///< nullptr: receives a file.
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
    Route{"GET", "/api/records", Access::token, find_records},
    Route{"POST", "/api/records", Access::token, create_record},
    Route{"GET", "/api/records/{id}", Access::token, show_record},
    Route{"PATCH", "/api/records/{id}", Access::token, change_record},
    Route{"GET", "/api/records/{id}/comments", Access::token, show_comments},
    Route{"POST", "/api/records/{id}/comments", Access::token, add_comment},
    Route{"GET", "/api/records/{id}/files", Access::token, show_files},
    Route{"POST", "/api/records/{id}/files", Access::token, nullptr},
    Route{"GET", "/api/files/{id}", Access::token, download_file},
    Route{"GET", "/accounts/{id}", Access::page, account_page},
    Route{"GET", "/records/{id}", Access::page, record_page},
    Route{"GET", "/files/{id}", Access::page, download_file},
    Route{"GET", "/style.css", Access::itself, style_sheet},
    Route{"POST", "/login", Access::itself, log_in},
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

WebReply too_large() {
  return problem(413, "a body has at most " + std::to_string(most_json) + " bytes");
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
  try {
    refusal_ = admit();
  } catch (const SqlError&) {
    refusal_ = problem(500, "the database failed");
  }
}

Exchange::~Exchange() = default;

std::optional<WebReply> Exchange::admit() {
  if (auto refusal = find_route()) return refusal;
  if (auto refusal = check_access()) return refusal;
  if (route_->handler == nullptr) return upload_.emplace(crm_, head_, id_).refusal();
  if (head_.content_length.value_or(0) > most_json) return too_large();
  return std::nullopt;
}

std::optional<WebReply> Exchange::find_route() {
  std::vector<std::string_view> methods;
  for (const auto& route : routes) {
    if (!matches(route.path, head_.path, id_)) continue;
    if (route.method == head_.method) route_ = &route;
    methods.push_back(route.method);
  }
  if (methods.empty()) return problem(404, "there is nothing at this path");
  if (route_ == nullptr) return not_allowed(methods);
  return std::nullopt;
}

std::optional<WebReply> Exchange::check_access() const {
  if (route_->access == Access::itself || has_token(crm_, head_.authorization)) return std::nullopt;
  if (route_->access == Access::token) return problem(401, "a bearer token is missing, or wrong");
  if (crm_.sessions.has(head_.cookie)) return std::nullopt;
  return login_page(head_.path, "");
}

std::optional<WebReply> Exchange::take(std::string_view piece) {
  taken_ += piece.size();
  if (upload_ && !refusal_) {
    upload_->take(piece);
    refusal_ = upload_->refusal();
  } else if (!refusal_ && taken_ > most_json) {
    refusal_ = too_large();
  } else if (!refusal_) {
    body_ += piece;
  }
  const bool read_on = taken_ <= most_ignored && head_.content_length.value_or(0) <= most_ignored;
  return read_on ? std::nullopt : refusal_;
}

WebReply Exchange::finish() {
  if (upload_ && !refusal_) {
    upload_->finish();
    refusal_ = upload_->refusal();
  }
  if (refusal_) return *std::move(refusal_);
  try {
    return run();
  } catch (const SqlError&) {
    return problem(500, "the database failed");
  }
}

WebReply Exchange::run() {
  if (upload_)
    return answer_once(crm_.database, head_, upload_->fingerprint(),
                       [this] { return upload_->store(); });
  const Call call{head_, body_, id_};
  const bool changes = head_.method != "GET" && route_->access == Access::token;
  if (!changes) return route_->handler(crm_, call);
  return answer_once(crm_.database, head_, sha256_of(body_),
                     [&] { return route_->handler(crm_, call); });
}

}  // namespace crm_service
