#include "crm/reply_reader.hpp"

#include <algorithm>
#include <utility>

#include "crm/scalar.hpp"
#include "crm/upload_state.hpp"
#include "crmlink/core/json.hpp"

namespace crmlink {
namespace {

constexpr int http_not_found = 404;
// Lists of whole records are longer than the reply to a lookup.
constexpr JsonLimits limits{.max_depth = 64, .max_size = http::ReplyTest::max_json_size};

bool is_blank(std::string_view text) noexcept {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// Returns whether a success must have said something of an object.
bool needs_object(CrmOperation operation) noexcept {
  return is_find(operation) || is_create(operation);
}

bool is_web_page(const http::Response& response) noexcept {
  const auto type = response.field("Content-Type").value_or("");
  const auto body = response.body();
  const auto first = body.find_first_not_of(" \t\r\n");
  return type.starts_with("text/html") || (first != std::string_view::npos && body[first] == '<');
}

std::string_view last_segment(std::string_view url) noexcept {
  url = url.substr(0, url.find_first_of("?#"));
  while (url.ends_with('/'))
    url.remove_suffix(1);
  const auto slash = url.rfind('/');
  return slash == std::string_view::npos ? url : url.substr(slash + 1);
}

/// Orders ids and times: numbers by value, everything else as text, which is right for ISO 8601.
bool is_older(const boost::json::value* a, const boost::json::value* b) {
  if (!a || !b) return !a && b;
  if (a->is_number() && b->is_number()) return a->to_number<double>() < b->to_number<double>();
  return scalar_text(*a).value_or("") < scalar_text(*b).value_or("");
}

/// Returns the word behind `before`, without the punctuation of a sentence; the whole text when
/// `before` is empty.
std::string id_within(std::string_view text, std::string_view before) {
  if (before.empty()) return std::string(text);
  const auto at = text.find(before);
  if (at == std::string_view::npos) return {};
  auto word = text.substr(at + before.size());
  word = word.substr(0, word.find_first_of(" \t\r\n\"'<>,;)"));
  while (word.ends_with('.'))
    word.remove_suffix(1);
  return std::string(word);
}

}  // namespace

CrmReplyReader::CrmReplyReader(const GenericCrmEndpoint::State& endpoint,
                               const http::Response& response, const Variables& variables)
    : endpoint_(endpoint), response_(response), variables_(variables) {
  reply_.status = response.status();
  if (is_blank(response.body())) return;
  if (auto json = parse_json(response.body(), limits))
    json_ = std::make_shared<const Json>(std::move(*json));
}

CrmReply CrmReplyReader::read() {
  const auto says = [this](const http::ReplyTest& test) {
    return test.holds(response_.status(), response_.body(), json_.get());
  };
  if (is_find(endpoint_.operation) && says(endpoint_.not_found))
    return verdict(CrmVerdict::not_found);
  if (is_create(endpoint_.operation) && says(endpoint_.conflict)) return read_conflict();
  if (response_.ok() && says(endpoint_.failure))
    return failed(Errc::invalid_response, "the reply says that it failed");
  if (response_.ok()) return read_success();
  if (endpoint_.operation == CrmOperation::find_account_by_id &&
      response_.status() == http_not_found)
    return verdict(CrmVerdict::not_found);
  return failed(Errc::http_status, "status " + std::to_string(response_.status()));
}

CrmReply CrmReplyReader::read_success() {
  if (endpoint_.upload && (json_ || !is_web_page(response_))) return read_upload();
  if (!needs_object(endpoint_.operation))
    return json_ || !is_web_page(response_)
               ? verdict(CrmVerdict::done)
               : failed(Errc::invalid_response, "a web page instead of a reply");
  if (auto id = id_from_header()) return with_id(CrmVerdict::found, std::move(*id));
  if (!json_) return read_without_json();
  const auto* const target = endpoint_.location.find(*json_);
  return target && !target->is_null() ? read_objects(*target) : without_id();
}

/// Takes the attachment's id and link from the reply to an upload.
CrmReply CrmReplyReader::read_upload() {
  const auto& upload = *endpoint_.upload;
  const auto text_at = [this](bool wanted, const JsonPath& path) {
    const auto* const found = wanted && json_ ? path.find(*json_) : nullptr;
    return found ? spelled_scalar(*found, *json_, response_.body()).value_or("") : std::string();
  };
  auto id = text_at(upload.has_id, upload.attachment_id);
  auto link = text_at(upload.has_link, upload.attachment_link);
  if (upload.then && upload.has_id && id.empty())
    return failed(Errc::invalid_response, "the reply has no id of the attachment");
  auto reply = id.empty() ? verdict(CrmVerdict::done) : with_id(CrmVerdict::done, std::move(id));
  reply.link = std::move(link);
  return reply;
}

CrmReply CrmReplyReader::read_without_json() {
  if (is_blank(response_.body())) return without_id();
  return failed(Errc::invalid_response,
                is_web_page(response_) ? "a web page instead of JSON" : "the reply isn't JSON");
}

CrmReply CrmReplyReader::read_conflict() {
  const auto* const place = json_ ? endpoint_.conflict_id.find(*json_) : nullptr;
  const auto text = place ? spelled_scalar(*place, *json_, response_.body()) : std::nullopt;
  auto id = text ? id_within(*text, endpoint_.conflict_id_after) : std::string();
  if (!id.empty()) return with_id(CrmVerdict::conflict, std::move(id));
  return failed(Errc::http_status, "the object exists already, and the reply doesn't say which");
}

CrmReply CrmReplyReader::read_objects(const Json& target) {
  const auto* const list = target.if_array();
  const bool all_good = list ? std::all_of(list->begin(), list->end(),
                                           [this](const Json& each) { return collect(each); })
                             : collect(target);
  if (!all_good)
    return failed(Errc::invalid_response, "the id in the reply is neither a text nor a number");
  choose();
  if (reply_.objects.empty()) return without_id();
  reply_.verdict = reply_.objects.size() == 1 ? CrmVerdict::found : CrmVerdict::ambiguous;
  return std::move(reply_);
}

/// Takes a candidate if it has an id and is the one that was searched for. False: its id is none.
bool CrmReplyReader::collect(const Json& candidate) {
  auto id = id_of(candidate, endpoint_.id);
  if (!id) return !bad_id_;
  ++reply_.candidates;
  if (is_verified(candidate))
    reply_.objects.emplace_back(std::move(*id), share(candidate));
  else
    ++reply_.unverified;
  return true;
}

bool CrmReplyReader::is_verified(const Json& candidate) const {
  if (endpoint_.verify.empty() || !is_find(endpoint_.operation)) return true;
  return std::any_of(endpoint_.verify.begin(), endpoint_.verify.end(), [&](const MatchRule& rule) {
    return matches(rule, candidate, variables_, *endpoint_.phones->numbers);
  });
}

void CrmReplyReader::choose() {
  auto& objects = reply_.objects;
  if (objects.size() < 2) return;
  const bool searched = is_find(endpoint_.operation);
  const auto how = searched ? endpoint_.on_multiple : OnMultiple::first;
  if (how == OnMultiple::none) return objects.clear();
  if (how == OnMultiple::newest) keep_newest();
  if (how != OnMultiple::ask) objects.erase(objects.begin() + 1, objects.end());
}

void CrmReplyReader::keep_newest() {
  const auto newest = std::max_element(
      reply_.objects.begin(), reply_.objects.end(), [this](const auto& a, const auto& b) {
        return is_older(endpoint_.newest_by.find(*a.value()), endpoint_.newest_by.find(*b.value()));
      });
  std::iter_swap(reply_.objects.begin(), newest);
}

std::optional<std::string> CrmReplyReader::id_of(const Json& candidate, const JsonPath& path) {
  const auto* const found = candidate.is_object() ? path.find(candidate) : &candidate;
  if (!found || found->is_null()) return std::nullopt;
  auto text = spelled_scalar(*found, *json_, response_.body());
  bad_id_ = bad_id_ || !text;
  return text && text->empty() ? std::nullopt : text;
}

std::optional<std::string> CrmReplyReader::id_from_header() const {
  if (endpoint_.id_header.empty()) return std::nullopt;
  const auto value = response_.field(endpoint_.id_header);
  const auto id = value ? last_segment(*value) : std::string_view();
  return id.empty() ? std::nullopt : std::optional<std::string>(id);
}

/// A 2xx that names no object: a search found none, a create isn't repeated.
CrmReply CrmReplyReader::without_id() const {
  return verdict(is_find(endpoint_.operation) ? CrmVerdict::not_found : CrmVerdict::done);
}

CrmReply CrmReplyReader::verdict(CrmVerdict verdict) const {
  auto reply = reply_;
  reply.verdict = verdict;
  reply.objects.clear();
  return reply;
}

CrmReply CrmReplyReader::with_id(CrmVerdict verdict, std::string id) const {
  auto reply = reply_;
  reply.verdict = verdict;
  reply.candidates = 1;
  reply.objects.assign(1, CrmObject(std::move(id)));
  return reply;
}

CrmReply CrmReplyReader::failed(Errc code, std::string detail) const {
  auto reply = verdict(CrmVerdict::failed);
  ErrorInfo info(code);
  info.where = to_string(endpoint_.operation);
  info.detail = std::move(detail);
  info.server_text = response_.body().substr(0, Error::max_server_text);
  info.http_status = response_.status();
  info.phase = Phase::parse;
  info.attempts = response_.diagnostics().attempts;
  info.elapsed = response_.diagnostics().elapsed;
  info.delivery = Delivery::answered;
  reply.error = Error(std::move(info));
  return reply;
}

std::shared_ptr<const boost::json::value> CrmReplyReader::share(const Json& part) const {
  return {json_, &part};
}

}  // namespace crmlink
