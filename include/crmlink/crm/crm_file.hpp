#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "crmlink/core/export.hpp"
#include "crmlink/http/body_source.hpp"

namespace crmlink {

/// What a file of a session is (generic-crm.md "Upload").
enum class CrmFileKind : std::uint8_t {
  call_recording,
  chat_transcript,
  voicemail,
  photo,
  video,
  session_metadata,
};

/// The number of kinds.
inline constexpr std::size_t crm_file_kind_count = 6;

/// Returns the kind as configurations spell it: `call_recording`; static storage.
CRMLINK_EXPORT std::string_view to_string(CrmFileKind kind) noexcept;

/// A file that goes to the CRM.
struct CrmFile {
  /// Names what it is, how it is called (without folders), and gives its bytes.
  CrmFile(CrmFileKind what, std::string file_name, std::shared_ptr<http::BodySource> bytes)
      : kind(what), name(std::move(file_name)), content(std::move(bytes)) {}

  CrmFileKind kind;                                     ///< The variable FILE_KIND.
  std::string name;                                     ///< The variable FILE_NAME.
  std::string media_type = "application/octet-stream";  ///< The variable FILE_TYPE.
  /// Streamed while it is sent, in constant memory, such as an http::FileBody; tells its progress
  /// by BodySource::on_sent. Used by one upload at a time.
  std::shared_ptr<http::BodySource> content;
};

}  // namespace crmlink
