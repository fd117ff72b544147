#include "crm/upload_plan.hpp"

#include <openssl/rand.h>

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "crm/upload_state.hpp"
#include "crmlink/http/base64_body.hpp"
#include "crmlink/http/concatenated_body.hpp"
#include "crmlink/http/multipart_body.hpp"

namespace crmlink {
namespace {

Error cannot(std::string detail) {
  ErrorInfo info(Errc::invalid_value);
  info.where = to_string(CrmOperation::upload_file);
  info.detail = std::move(detail);
  return info;
}

/// Makes a text that no caller's value holds, to stand where the file will.
Result<std::string> make_mark() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    return cannot("the system has no random numbers");
  constexpr std::string_view digits = "0123456789abcdef";
  std::string mark;
  for (const auto byte : bytes) {
    mark += digits[byte >> 4U];
    mark += digits[byte & 15U];
  }
  return mark;
}

Result<> plan_json(const GenericCrmEndpoint::State& endpoint, const Variables& variables,
                   const CrmFile& file, http::Request& request) {
  const auto mark = make_mark();
  if (!mark) return mark.error();
  auto marked = variables;
  marked.set("FILE_DATA", *mark);
  std::string text;
  if (const auto body = endpoint.body->render(marked, text); !body) return body.error();
  const auto at = text.find(*mark);
  if (at == std::string::npos) return cannot("the body has no {FILE_DATA}");
  if (text.find(*mark, at + 1) != std::string::npos)
    return cannot("the body has {FILE_DATA} more than once");
  const auto body = std::make_shared<http::ConcatenatedBody>();
  body->add_text(std::string_view(text).substr(0, at));
  body->add_source(std::make_shared<http::Base64Body>(file.content));
  body->add_text(std::string_view(text).substr(at + mark->size()));
  request.body_source = body;
  request.fields.emplace_back("Content-Type", "application/json");
  return {};
}

Result<> plan_form(const UploadState& upload, const Variables& variables, const CrmFile& file,
                   http::Request& request) {
  const auto form = http::MultipartBody::make();
  if (!form) return form.error();
  for (const auto& field : upload.form) {
    if (field.is_file) {
      http::MultipartFile part(field.name, file.name, file.content);
      part.content_type = file.media_type;
      if (const auto added = (*form)->add_file(std::move(part)); !added) return added.error();
      continue;
    }
    std::string value;
    const auto presence = field.value.expand(variables, value);
    if (!presence) return presence.error();
    if (*presence == Presence::absent && !field.keep_empty) continue;
    if (const auto added = (*form)->add_field(field.name, value); !added) return added.error();
  }
  request.fields.emplace_back("Content-Type", (*form)->content_type());
  request.body_source = *form;
  return {};
}

bool says_content_type(const http::Request& request) {
  for (const auto& field : request.fields)
    if (field.name == "Content-Type") return true;
  return false;
}

}  // namespace

Result<> plan_upload_body(const GenericCrmEndpoint::State& endpoint, const Variables& variables,
                          const CrmFile& file, http::Request& request) {
  if (!file.content) return cannot("there is no file");
  request.body.clear();
  switch (endpoint.upload->format) {
    case UploadFormat::multipart:
      return plan_form(*endpoint.upload, variables, file, request);
    case UploadFormat::raw:
      if (!says_content_type(request)) request.fields.emplace_back("Content-Type", file.media_type);
      request.body_source = file.content;
      return {};
    case UploadFormat::json:
      break;
  }
  return plan_json(endpoint, variables, file, request);
}

}  // namespace crmlink
