#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "crmlink/http/body_source.hpp"
#include "http/source_count.hpp"

namespace crmlink::http {

/// What a Base64Body does; kept alive by the pulls that are due.
class Base64Stream : public std::enable_shared_from_this<Base64Stream> {
 public:
  explicit Base64Stream(std::shared_ptr<BodySource> source);

  std::optional<std::uint64_t> size() const;
  bool can_repeat() const noexcept { return source_->can_repeat(); }
  Result<> begin();
  void pull(std::span<char> room, BodySource::PullHandler handler);
  void on_sent(std::uint64_t bytes);

 private:
  static constexpr std::size_t group = 3;  ///< Bytes that become a quantum.
  static constexpr std::size_t quantum = 4;
  using Quantum = std::array<char, quantum>;
  /// Where a pull's bytes are encoded.
  struct Work {
    std::span<char> room;  ///< The caller's.
    /// When that is too small for a quantum. Not a member of the stream: a late answer may still be
    /// written there.
    std::shared_ptr<Quantum> small;
    std::span<char> area() const noexcept { return small ? std::span<char>(*small) : room; }
    /// Returns the end of the area, from where it can be encoded towards its beginning.
    std::span<char> raw() const noexcept;
  };

  void pull_source(Work work, BodySource::PullHandler handler);
  void on_pulled(std::uint64_t attempt, const Work& work, const Result<std::size_t>& pulled,
                 BodySource::PullHandler handler);
  std::size_t encode(const Work& work, std::size_t pulled);
  std::size_t encode_end(const Work& work);
  std::size_t hand_out(const Work& work, std::size_t encoded);
  std::size_t take_left(std::span<char> room);

  std::shared_ptr<BodySource> source_;
  std::uint64_t attempt_ = 0;  ///< Tells late answers from those that are due.
  SourceCount count_;
  std::string carry_;  ///< Bytes that don't make a group yet.
  std::string left_;   ///< Characters that a small room didn't hold.
  bool ended_ = false;
  bool inside_ = false;                           ///< Whether the source is being asked.
  std::optional<BodySource::PullHandler> again_;  ///< Who wants it to be asked once more.
};

}  // namespace crmlink::http
