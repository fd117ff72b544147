#pragma once

#include <memory>

#include "crmlink/core/export.hpp"
#include "crmlink/http/body_source.hpp"

namespace crmlink::http {

class Base64Stream;

/// Another body, encoded in base64 (RFC 4648 §4: with padding, without line breaks) while it is
/// sent, in constant memory and without a buffer of its own.
///
/// Its size is known when the other's is, and it can be repeated when that can. The other one hears
/// of the progress in its own bytes (BodySource::on_sent).
class CRMLINK_EXPORT Base64Body final : public BodySource {
 public:
  /// Encodes `source`, which isn't nullptr, and which this body alone uses from now on.
  explicit Base64Body(std::shared_ptr<BodySource> source);
  ~Base64Body() override;
  Base64Body(const Base64Body&) = delete;
  Base64Body& operator=(const Base64Body&) = delete;

  std::optional<std::uint64_t> size() const override;
  bool can_repeat() const noexcept override;
  Result<> begin() override;
  /// Fails as the other body, or when that gives more or less than it announced.
  void pull(std::span<char> room, PullHandler handler) override;
  void on_sent(std::uint64_t bytes) override;

 private:
  std::shared_ptr<Base64Stream> stream_;
};

}  // namespace crmlink::http
