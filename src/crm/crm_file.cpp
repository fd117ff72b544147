#include "crmlink/crm/crm_file.hpp"

#include <array>

namespace crmlink {

std::string_view to_string(CrmFileKind kind) noexcept {
  constexpr std::array<std::string_view, crm_file_kind_count> names{
      "call_recording", "chat_transcript", "voicemail", "photo", "video", "session_metadata"};
  return names.at(static_cast<std::size_t>(kind));
}

}  // namespace crmlink
