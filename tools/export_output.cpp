#include "export_output.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <filesystem>
#include <iterator>
#include <ostream>

#include "crmlink/core/json.hpp"

namespace crmlink::tool {
namespace {

namespace fs = std::filesystem;

Error failed(const std::string& path, std::string reason) {
  ErrorInfo info(Errc::invalid_argument);
  info.where = path;
  info.detail = std::move(reason);
  return info;
}

std::string text_of(const boost::json::object& object, const char* name) {
  const auto* const value = object.if_contains(name);
  const auto* const text = value ? value->if_string() : nullptr;
  return text ? std::string(text->begin(), text->end()) : std::string();
}

}  // namespace

Result<ExportState> read_export_state(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return failed(path, "it can't be read");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const auto document = parse_json(text);
  const auto* const object = document ? document->if_object() : nullptr;
  const auto* const bytes = object ? object->if_contains("bytes") : nullptr;
  if (!bytes || !bytes->is_int64() || bytes->as_int64() < 0)
    return failed(path, "it isn't what an export has left");
  ExportState state;
  state.token = text_of(*object, "token");
  state.format = text_of(*object, "format");
  state.output = text_of(*object, "output");
  state.bytes = static_cast<std::uint64_t>(bytes->as_int64());
  if (state.token.empty() || (state.format != "ndjson" && state.format != "csv"))
    return failed(path, "it isn't what an export has left");
  return state;
}

Result<> write_export_state(const std::string& path, const ExportState& state) {
  const boost::json::object object{{"token", state.token},
                                   {"format", state.format},
                                   {"output", state.output},
                                   {"bytes", static_cast<std::int64_t>(state.bytes)}};
  const auto aside = path + ".new";
  std::ofstream file(aside, std::ios::binary | std::ios::trunc);
  file << boost::json::serialize(object) << '\n';
  file.close();
  std::error_code error;
  if (file) fs::rename(aside, path, error);
  if (!file || error) return failed(path, "it can't be written");
  return {};
}

ExportOutput::ExportOutput(const ExportState& state, MessageCsvOptions csv, std::ostream& out)
    : path_(state.output),
      is_csv_(state.format == "csv"),
      bytes_(state.bytes),
      csv_(std::move(csv)),
      out_(out) {}

Result<> ExportOutput::open() {
  if (path_.empty()) return {};
  std::error_code error;
  if (bytes_ != 0) {
    const auto size = fs::file_size(path_, error);
    if (error) return failed(path_, "what was exported before can't be read");
    if (size < bytes_) return failed(path_, "it is shorter than what was exported before");
    fs::resize_file(path_, bytes_, error);
    if (error) return failed(path_, "it can't be written");
  }
  file_.open(path_, std::ios::binary | (bytes_ != 0 ? std::ios::app : std::ios::trunc));
  if (!file_) return failed(path_, "it can't be written");
  return {};
}

Result<> ExportOutput::write(const MessageBatch& batch) {
  std::string text;
  if (is_csv_ && bytes_ == 0) csv_.append_header(text);
  for (const auto& message : batch.messages)
    is_csv_ ? csv_.append(message, text) : append_ndjson(message, text);
  std::ostream& to = path_.empty() ? out_ : file_;
  to << text << std::flush;
  if (!to) return failed(path_.empty() ? "standard output" : path_, "it can't be written");
  bytes_ += text.size();
  return {};
}

}  // namespace crmlink::tool
