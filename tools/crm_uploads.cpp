#include "crm_uploads.hpp"

#include <array>
#include <filesystem>
#include <ostream>
#include <string_view>
#include <utility>

#include "crmlink/http/file_body.hpp"
#include "number_text.hpp"
#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

/// What a file is by the end of its name.
struct Ending {
  std::string_view text;
  CrmFileKind kind;
  std::string_view media_type;
};

constexpr std::array<Ending, 9> endings{{
    {".wav", CrmFileKind::call_recording, "audio/wav"},
    {".mp3", CrmFileKind::call_recording, "audio/mpeg"},
    {".ogg", CrmFileKind::call_recording, "audio/ogg"},
    {".txt", CrmFileKind::chat_transcript, "text/plain"},
    {".jpg", CrmFileKind::photo, "image/jpeg"},
    {".jpeg", CrmFileKind::photo, "image/jpeg"},
    {".png", CrmFileKind::photo, "image/png"},
    {".mp4", CrmFileKind::video, "video/mp4"},
    {".json", CrmFileKind::session_metadata, "application/json"},
}};

const Ending* ending_of(const std::string& name) {
  for (const auto& ending : endings)
    if (name.ends_with(ending.text)) return &ending;
  return nullptr;
}

std::optional<CrmFileKind> kind_of(const CrmOptions& options, const Ending* ending) {
  for (std::size_t n = 0; n < crm_file_kind_count; ++n)
    if (to_string(static_cast<CrmFileKind>(n)) == options.kind) return static_cast<CrmFileKind>(n);
  return ending ? std::optional(ending->kind) : std::nullopt;
}

/// Shows how much of a file has been sent, over and over on one line.
std::function<void(std::uint64_t)> progress_of(const std::string& name, std::uint64_t size,
                                               Console& console) {
  if (!console.err_is_live) return {};
  return [name = printable(name), size, &console,
          shown = std::uint64_t{101}](std::uint64_t sent) mutable {
    const auto percent = size == 0 ? 100 : sent * 100 / size;
    if (percent == shown) return;
    shown = percent;
    console.err << "\r\x1b[K" << name << ' ' << percent << " % of " << grouped(size) << " bytes"
                << std::flush;
  };
}

/// Returns what is wrong with the number of files, or nullptr.
const char* wrong_count(const CrmOptions& options) {
  const auto count = options.uploads.size();
  const bool uploads = !options.flow && options.what == "upload_file";
  if (uploads && count != 1) return "upload_file needs one --file";
  if (!uploads && options.what != "session" && count != 0)
    return "--file is for upload_file and for the flow session";
  return nullptr;
}

}  // namespace

std::optional<std::vector<CrmFile>> open_files(const CrmOptions& options, Console& console) {
  std::vector<CrmFile> files;
  if (const auto* const wrong = wrong_count(options)) {
    console.err << wrong << '\n';
    return std::nullopt;
  }
  for (const auto& path : options.uploads) {
    const auto name = std::filesystem::path(path).filename().string();
    const auto* const ending = ending_of(name);
    const auto kind = kind_of(options, ending);
    if (!kind) {
      console.err << printable(path) << ": what is it? say --kind\n";
      return std::nullopt;
    }
    std::error_code ignored;
    const auto size = std::filesystem::file_size(path, ignored);
    http::FileBodyOptions how;
    how.on_sent = progress_of(name, ignored ? 0 : size, console);
    auto body = http::FileBody::open(path, std::move(how));
    if (!body) {
      console.err << printable(path) << ": " << printable(body.error().detail()) << '\n';
      return std::nullopt;
    }
    files.emplace_back(*kind, name, *body);
    if (ending) files.back().media_type = ending->media_type;
  }
  return files;
}

}  // namespace crmlink::tool
