#include "crm/upload_reader.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "text/names.hpp"
#include "text/template_reader.hpp"

namespace crmlink {
namespace {

std::vector<std::string_view> kind_names() {
  std::vector<std::string_view> names;
  for (std::size_t n = 0; n < crm_file_kind_count; ++n)
    names.push_back(to_string(static_cast<CrmFileKind>(n)));
  return names;
}

bool read_path(ConfigObject& object, std::string_view key, JsonPath& path) {
  const auto text = object.optional_text(key);
  if (!text) return false;
  auto parsed = JsonPath::parse(*text);
  if (parsed)
    path = std::move(*parsed);
  else
    object.complain(key, ConfigProblem(std::string(parsed.error().detail())));
  return parsed.has_value();
}

}  // namespace

void CrmUploadReader::read_form(ConfigObject& object, UploadState& upload) const {
  TextTemplate::Options options(Slot::plain, vocabulary_);
  options.functions = &functions_;
  std::size_t files = 0;
  for (auto& each : object.objects("parameters")) {
    FormField field;
    field.name = each.required_text("key");
    field.keep_empty = each.boolean("keep_empty", false);
    const auto value = each.require("value", "a text");
    const auto source = value ? value->text() : std::nullopt;
    each.reject_unknown();
    auto compiled = source ? text::read_template(*value, *source, options) : std::nullopt;
    if (!compiled) continue;
    field.is_file = text::same_name(*source, "{FILE_DATA}");
    if (field.is_file) ++files;
    field.value = std::move(*compiled);
    upload.form.push_back(std::move(field));
  }
  if (files != 1)
    object.complain("parameters",
                    ConfigProblem("a form needs one parameter whose value is {FILE_DATA}"));
}

void CrmUploadReader::read_rest(ConfigObject& object, UploadState& upload) const {
  read_kinds(object, upload);
  read_attachment(object, upload);
  upload.comment = object.boolean("comment", false);
}

void CrmUploadReader::read_kinds(ConfigObject& object, UploadState& upload) const {
  if (!object.has("kinds")) {
    object.also_known("kinds");
    upload.kinds.fill(true);
    return;
  }
  const auto names = kind_names();
  for (const auto& value : object.items("kinds", 1))
    if (const auto kind = value.choice(names)) upload.kinds.at(*kind) = true;
}

void CrmUploadReader::read_attachment(ConfigObject& object, UploadState& upload) const {
  if (auto attachment = object.optional_object("attachment")) {
    upload.has_id = read_path(*attachment, "id", upload.attachment_id);
    upload.has_link = read_path(*attachment, "url", upload.attachment_link);
    attachment->reject_unknown();
  }
  const auto value = object.find("attachment_url");
  const auto source = value ? value->non_empty_text() : std::nullopt;
  if (!source) return;
  if (auto url = text::UrlTemplate::read(*value, *source, vocabulary_))
    upload.attachment_url = std::move(*url);
}

}  // namespace crmlink
