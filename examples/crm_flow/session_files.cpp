#include "session_files.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <numbers>
#include <utility>

#include "crmlink/http/file_body.hpp"
#include "csv.hpp"

namespace crm_flow {
namespace {

using crmlink::CrmFile;
using crmlink::CrmFileKind;
using crmlink::Result;

constexpr unsigned sample_rate = 8000;
constexpr unsigned seconds = 3;
// What a telephone in North America hears before it dials.
constexpr double low_tone = 350;
constexpr double high_tone = 440;
constexpr double loudness = 8000;

/// Appends a number of so many bytes, the lowest first.
void append(std::string& out, std::uint32_t number, unsigned bytes) {
  for (; bytes > 0; --bytes, number >>= 8U)
    out += static_cast<char>(number & 0xFFU);
}

std::string wave_header(std::uint32_t data_bytes) {
  constexpr std::uint32_t sample_bytes = 2;
  std::string header = "RIFF";
  append(header, 36 + data_bytes, 4);
  header += "WAVEfmt ";
  append(header, 16, 4);  // Bytes of this part.
  append(header, 1, 2);   // PCM.
  append(header, 1, 2);   // Mono.
  append(header, sample_rate, 4);
  append(header, sample_rate * sample_bytes, 4);
  append(header, sample_bytes, 2);
  append(header, sample_bytes * 8, 2);
  header += "data";
  append(header, data_bytes, 4);
  return header;
}

std::string tones() {
  std::string samples;
  for (unsigned i = 0; i < sample_rate * seconds; ++i) {
    const double turn = 2 * std::numbers::pi * i / sample_rate;
    const auto sample = loudness * (std::sin(turn * low_tone) + std::sin(turn * high_tone));
    append(samples, static_cast<std::uint32_t>(std::lround(sample)), 2);
  }
  return samples;
}

}  // namespace

Result<SessionFiles> SessionFiles::make() {
  std::error_code error;
  auto name = (std::filesystem::temp_directory_path(error) / "crm_flow-XXXXXX").string();
  if (error || ::mkdtemp(name.data()) == nullptr)
    return crm_service::failure(name, "can't be made");
  return SessionFiles(std::filesystem::path(name));
}

SessionFiles::SessionFiles(SessionFiles&& other) noexcept
    : folder_(std::exchange(other.folder_, {})) {}

SessionFiles::~SessionFiles() {
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

Result<CrmFile> SessionFiles::write(CrmFileKind kind, const char* name, const char* media_type,
                                    std::string_view bytes) const {
  const auto path = (folder_ / name).string();
  std::ofstream file(path, std::ios::binary);
  if (!(file << bytes).flush()) return crm_service::failure(path, "can't be written");
  auto body = crmlink::http::FileBody::open(path);
  if (!body) return body.error();
  CrmFile made(kind, name, *body);
  made.media_type = media_type;
  return made;
}

Result<CrmFile> SessionFiles::recording() const {
  const auto samples = tones();
  return write(CrmFileKind::call_recording, "recording.wav", "audio/wav",
               wave_header(static_cast<std::uint32_t>(samples.size())) + samples);
}

Result<CrmFile> SessionFiles::transcript(std::string_view name) const {
  const std::string caller(name);
  return write(
      CrmFileKind::chat_transcript, "transcript.txt", "text/plain",
      "Agent: Good morning, what can I do for you?\n" + caller +
          ": My invoice has the wrong address.\nAgent: I'll put you through to billing.\n");
}

Result<CrmFile> SessionFiles::metadata(const crmlink::Variables& session) const {
  boost::json::object values;
  session.for_each_name([&](std::string_view name) {
    if (const auto* const text = session.text(name)) values[name] = *text;
  });
  return write(CrmFileKind::session_metadata, "metadata.json", "application/json",
               boost::json::serialize(values));
}

}  // namespace crm_flow
