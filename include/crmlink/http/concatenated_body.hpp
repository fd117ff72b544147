#pragma once

#include <memory>
#include <string_view>

#include "crmlink/core/export.hpp"
#include "crmlink/http/body_source.hpp"

namespace crmlink::http {

class BodyChain;

/// A body of texts and other bodies, one behind the other: a JSON document around a recording.
///
/// Its size is known when that of all its pieces is, and it can be repeated when all can. A piece
/// that gives more or less than it announced fails the body, also when another makes up for it.
/// Each source is told of the part of the progress that is its own (BodySource::on_sent).
class CRMLINK_EXPORT ConcatenatedBody final : public BodySource {
 public:
  /// Makes a body of no bytes.
  ConcatenatedBody();
  ~ConcatenatedBody() override;
  ConcatenatedBody(const ConcatenatedBody&) = delete;
  ConcatenatedBody& operator=(const ConcatenatedBody&) = delete;

  /// Adds bytes, which are copied, behind what is there. Call it before the body is sent.
  void add_text(std::string_view text);
  /// Adds another body, which this one alone uses from now on; nullptr adds none. Call it before
  /// the body is sent.
  void add_source(std::shared_ptr<BodySource> source);

  std::optional<std::uint64_t> size() const override;
  bool can_repeat() const noexcept override;
  Result<> begin() override;
  /// Fails as the piece that has its turn, whose number the detail tells.
  void pull(std::span<char> room, PullHandler handler) override;
  void on_sent(std::uint64_t bytes) override;

 private:
  std::shared_ptr<BodyChain> chain_;
  std::size_t sources_ = 0;
};

}  // namespace crmlink::http
