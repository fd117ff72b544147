#include "export_output.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cerrno>
#include <filesystem>
#include <ostream>
#include <system_error>
#include <utility>

#include "crmlink/core/json.hpp"

namespace crmlink::tool {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_of_state = std::size_t{1024} * 1024;

Error failed(const std::string& path, std::string reason, std::error_code why = {}) {
  ErrorInfo info(Errc::invalid_argument);
  info.where = path;
  info.detail = std::move(reason);
  if (why) info.detail += ": " + why.message();
  return info;
}

/// What the system said last; streams don't tell.
std::error_code last_error() noexcept {
  return {errno, std::generic_category()};
}

std::string text_of(const boost::json::object& object, const char* name) {
  const auto* const value = object.if_contains(name);
  const auto* const text = value ? value->if_string() : nullptr;
  return text ? std::string(text->begin(), text->end()) : std::string();
}

}  // namespace

Result<ExportState> read_export_state(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(most_of_state, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.eof() && file.gcount() == 0) return failed(path, "it can't be read", last_error());
  text.resize(static_cast<std::size_t>(file.gcount()));
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
  errno = 0;
  std::ofstream file(aside, std::ios::binary | std::ios::trunc);
  file << boost::json::serialize(object) << '\n';
  file.close();
  std::error_code error = last_error();
  if (!file) return failed(path, "it can't be written", error);
  fs::rename(aside, path, error);
  if (error) return failed(path, "it can't be written", error);
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
    if (error) return failed(path_, "what was exported before can't be read", error);
    if (size < bytes_) return failed(path_, "it is shorter than what was exported before");
    fs::resize_file(path_, bytes_, error);
    if (error) return failed(path_, "it can't be written", error);
  }
  replaces_ = bytes_ == 0 && fs::is_regular_file(path_, error);
  return open_file(std::ios::app);
}

Result<> ExportOutput::open_file(std::ios::openmode mode) {
  file_.close();
  file_.clear();
  errno = 0;
  file_.open(path_, std::ios::binary | mode);
  if (!file_) return failed(path_, "it can't be written", last_error());
  return {};
}

Result<> ExportOutput::write(const MessageBatch& batch) {
  if (std::exchange(replaces_, false))
    if (auto emptied = open_file(std::ios::trunc); !emptied) return emptied;
  std::string text;
  if (is_csv_ && bytes_ == 0) csv_.append_header(text);
  for (const auto& message : batch.messages)
    is_csv_ ? csv_.append(message, text) : append_ndjson(message, text);
  std::ostream& to = path_.empty() ? out_ : file_;
  errno = 0;
  to << text << std::flush;
  if (!to)
    return failed(path_.empty() ? "standard output" : path_, "it can't be written", last_error());
  bytes_ += text.size();
  return {};
}

}  // namespace crmlink::tool
