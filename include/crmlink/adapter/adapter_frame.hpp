#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"

namespace crmlink {

/// The two adapters that there are.
enum class AdapterFrameKind : std::uint8_t { call, chat };

/// The frame in which an agent's desktop shows an adapter.
class CRMLINK_EXPORT AdapterFrame {
 public:
  /// Takes the host that serves the adapter, with a port if it needs one: `tenant.example`,
  /// `localhost:8443`. Fails with Errc::invalid_argument when that is no host, or holds anything
  /// else, such as a path.
  static Result<AdapterFrame> make(std::string_view host, AdapterFrameKind kind);

  /// Returns where it is: `https://HOST/agent/?type=call&from=custom`.
  std::string url() const;
  /// Returns the element of HTML, its attributes escaped: 290 by 600 pixels for calls, 450 by 590
  /// for chats, with microphone, camera and position allowed.
  std::string tag() const;

 private:
  AdapterFrame(std::string host, AdapterFrameKind kind);

  std::string host_;
  AdapterFrameKind kind_;
};

}  // namespace crmlink
