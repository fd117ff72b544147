#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <utility>

#include "crm/crm_flow.hpp"
#include "crm/endpoint_state.hpp"
#include "crm/upload_state.hpp"

namespace crmlink {

namespace asio = boost::asio;

/// Sends a file, attaches it with a second request if that is needed, and comments on it.
asio::awaitable<CrmOutcome> CrmFlow::upload(std::shared_ptr<const CrmFile> file) {
  constexpr auto operation = CrmOperation::upload_file;
  co_await asio::this_coro::throw_if_cancelled(false);
  file_ = file;
  if (!can_call(operation)) {
    skip(operation, "");
    co_return end(CrmStatus::skipped, operation);
  }
  const auto endpoint = *world_->config.endpoint(operation);
  const auto& upload = *endpoint.state().upload;
  if (!upload.kinds.at(static_cast<std::size_t>(file->kind))) {
    skip(operation, "files of the kind " + std::string(to_string(file->kind)) + " aren't sent");
    co_return end(CrmStatus::skipped, operation);
  }
  auto reply = co_await call_endpoint(endpoint, "", file);
  if (reply.verdict == CrmVerdict::failed) co_return fail(operation, reply.error);
  outcome_.id = reply.id();
  variables_.set("ATTACHMENT_ID", outcome_.id);
  variables_.set("FILE_NAME", file->name);
  variables_.set("FILE_TYPE", file->media_type);
  variables_.set("FILE_KIND", to_string(file->kind));
  if (upload.then) {
    const GenericCrmEndpoint then(upload.then);
    auto attached = co_await call_endpoint(then, "attaches the file", nullptr);
    if (attached.verdict == CrmVerdict::failed) co_return fail(operation, attached.error);
  }
  outcome_.url = std::move(reply.link);
  if (outcome_.url.empty())
    static_cast<void>(upload.attachment_url.expand(variables_, outcome_.url));
  if (upload.comment && !outcome_.url.empty()) co_await comment_on(file);
  outcome_.status = CrmStatus::done;
  co_return std::move(outcome_);
}

/// Leaves a comment with the file's link. That the file is there counts more than the comment: a
/// failure is a step of its own.
asio::awaitable<void> CrmFlow::comment_on(std::shared_ptr<const CrmFile> file) {
  auto text = std::string(to_string(file->kind));
  std::replace(text.begin(), text.end(), '_', ' ');
  text.append(": ").append(outcome_.url);
  variables_.set("COMMENT_BODY", text);
  if (!can_call(CrmOperation::comment)) co_return skip(CrmOperation::comment, "");
  const auto reply = co_await call(CrmOperation::comment, "links the file");
  if (reply.verdict == CrmVerdict::failed) defer(CrmOperation::comment, reply.error);
}

}  // namespace crmlink
