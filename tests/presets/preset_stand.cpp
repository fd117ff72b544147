#include "preset_stand.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "crmlink/crm/crm_file.hpp"
#include "crmlink/crm/crm_variables.hpp"
#include "crmlink/text/text_template.hpp"
#include "support/catch.hpp"
#include "unit/http/body_reading.hpp"

namespace crmlink::test {
namespace {

const std::string presets = CRMLINK_PRESETS;
const std::string expectations = CRMLINK_EXPECTATIONS;

std::shared_ptr<http::BodySource> source_of(std::string content) {
  const auto size = content.size();
  return std::make_shared<http::GeneratedBody>(
      [content = std::move(content), at = std::size_t{0}](std::span<char> room) mutable {
        const auto count = std::min(room.size(), content.size() - at);
        content.copy(room.data(), count, at);
        at += count;
        return Result<std::size_t>(count);
      },
      size);
}

CrmFile recording() {
  CrmFile file(CrmFileKind::call_recording, "call 1's.wav", source_of("RIFF"));
  file.media_type = "audio/wav";
  return file;
}

/// Replaces the boundary of a form, which is another one each time.
std::string without_boundary(std::string text, const std::string& boundary) {
  for (auto at = text.find(boundary); at != std::string::npos; at = text.find(boundary, at))
    text.replace(at, boundary.size(), "BOUNDARY");
  return text;
}

std::string boundary_of(const http::Request& request) {
  constexpr std::string_view mark = "boundary=";
  for (const auto& field : request.fields)
    if (const auto at = field.value.find(mark); at != std::string::npos)
      return field.value.substr(at + mark.size());
  return "no boundary";
}

boost::json::object headers_of(const http::Request& request, const std::string& boundary) {
  boost::json::object headers;
  for (const auto& field : request.shared_fields.list())
    headers[field.name] = field.value;
  for (const auto& field : request.fields) {
    INFO("the header " << field.name << " is sent twice");
    CHECK_FALSE(headers.contains(field.name));
    headers[field.name] = without_boundary(field.value, boundary);
  }
  return headers;
}

boost::json::value body_of(const http::Request& request, const std::string& boundary) {
  auto text = request.body;
  if (request.body_source) text = read_all(*request.body_source, 4096).value();
  boost::system::error_code failed;
  auto json = boost::json::parse(text, failed);
  if (!failed) return json;
  return boost::json::value(without_boundary(std::move(text), boundary));
}

}  // namespace

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  INFO(path);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

boost::json::value read_json(const std::string& path) {
  boost::system::error_code failed;
  auto json = boost::json::parse(read_text(path), failed);
  INFO(path << ": " << failed.message());
  REQUIRE_FALSE(failed);
  return json;
}

std::vector<boost::json::object> index_entries() {
  std::vector<boost::json::object> entries;
  const auto index = read_json(presets + "/presets.json");
  for (const auto& each : index.at("presets").as_array())
    entries.push_back(each.as_object());
  return entries;
}

std::set<std::string> preset_names() {
  std::set<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(presets))
    if (file.path().extension() == ".json" && file.path().stem() != "presets")
      names.insert(file.path().stem().string());
  return names;
}

boost::json::value preset_json(std::string_view name) {
  return read_json(presets + '/' + std::string(name) + ".json");
}

CrmConfig load_preset(std::string_view name) {
  FunctionRegistry functions;
  functions.set_now(
      [] { return std::chrono::system_clock::time_point(std::chrono::hours(491'000)); });
  CrmParseOptions options;
  options.functions = &functions;
  const auto config =
      parse_crm_config(read_text(presets + '/' + std::string(name) + ".json"), options);
  if (!config) FAIL(config.error().message());
  return *config;
}

Expectations::Expectations(std::string_view name)
    : root_(read_json(expectations + '/' + std::string(name) + ".expected.json").as_object()) {}

const boost::json::object& Expectations::requests(std::string_view call) const {
  return root_.at(call).as_object();
}

std::vector<boost::json::object> Expectations::replies(std::string_view operation) const {
  std::vector<boost::json::object> replies;
  if (const auto* const list = root_.at("replies").as_object().if_contains(operation))
    for (const auto& each : list->as_array())
      replies.push_back(each.as_object());
  return replies;
}

Variables Expectations::variables(std::string_view call) const {
  Variables variables;
  const auto add = [&variables](const boost::json::object& texts) {
    for (const auto& [name, value] : texts)
      variables.set(name, std::string(value.as_string()));
  };
  add(read_json(expectations + "/call.json").at(call).as_object());
  add(root_.at("ids").as_object());
  const auto file = recording();
  variables.set("FILE_NAME", file.name);
  variables.set("FILE_TYPE", file.media_type);
  complete_crm_variables(variables);
  return variables;
}

boost::json::value planned(const GenericCrmEndpoint& endpoint, const Variables& variables) {
  const bool uploads = endpoint.operation() == CrmOperation::upload_file;
  const auto request =
      uploads ? endpoint.plan_upload(variables, recording()) : endpoint.plan(variables);
  if (!request) return nullptr;
  const auto boundary = boundary_of(*request);
  boost::json::object written;
  written["method"] = to_string(request->method);
  written["url"] = request->url.to_string();
  written["headers"] = headers_of(*request, boundary);
  written["body"] = body_of(*request, boundary);
  return written;
}

}  // namespace crmlink::test
