#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "crmlink/core/result.hpp"
#include "crmlink/crm/crm_file.hpp"
#include "crmlink/text/variables.hpp"

namespace crm_flow {

/// The files of a call, in a folder that goes with this object. What was opened stays readable.
class SessionFiles {
 public:
  static crmlink::Result<SessionFiles> make();
  SessionFiles(SessionFiles&& other) noexcept;
  SessionFiles& operator=(SessionFiles&&) = delete;
  ~SessionFiles();

  /// Makes a WAV file of a few seconds: two tones, as a telephone has them.
  crmlink::Result<crmlink::CrmFile> recording() const;
  /// Makes a text of who said what.
  crmlink::Result<crmlink::CrmFile> transcript(std::string_view name) const;
  /// Makes a JSON document of what is known of the session.
  crmlink::Result<crmlink::CrmFile> metadata(const crmlink::Variables& session) const;

 private:
  explicit SessionFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
  crmlink::Result<crmlink::CrmFile> write(crmlink::CrmFileKind kind, const char* name,
                                          const char* media_type, std::string_view bytes) const;

  std::filesystem::path folder_;
};

}  // namespace crm_flow
