#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/http/body_source.hpp"
#include "http/source_count.hpp"

namespace crmlink::http {

/// Texts and sources, one behind the other, and a text that ends them: what ConcatenatedBody and
/// MultipartBody are made of. The members from size() on are BodySource's.
///
/// Kept alive by the pulls that are due, for a late answer comes back here before it is found to be
/// late.
class BodyChain : public std::enable_shared_from_this<BodyChain> {
 public:
  explicit BodyChain(std::string ending = {});

  /// Adds bytes, before the ending.
  void add_text(std::string_view text);
  /// Adds a source, before the ending; `label` names it in errors: `part 2 of the form`.
  void add_source(std::shared_ptr<BodySource> source, std::string label);

  std::optional<std::uint64_t> size() const;
  bool can_repeat() const noexcept;
  Result<> begin();
  void pull(std::span<char> room, BodySource::PullHandler handler);
  void on_sent(std::uint64_t bytes);

 private:
  struct Piece {
    std::string text;  ///< Of a piece without source.
    std::shared_ptr<BodySource> source;
    std::string label;
    SourceCount count;
  };
  std::uint64_t given(const Piece& piece) const noexcept;
  std::size_t take_text(std::span<char> room);
  void pull_source(std::span<char> room, BodySource::PullHandler handler);
  Result<> begin_source(Piece& piece);
  void on_pulled(std::uint64_t attempt, std::span<char> room, Result<std::size_t> pulled,
                 BodySource::PullHandler handler);
  void go_on();

  std::vector<Piece> pieces_;         ///< The last one is the ending.
  std::uint64_t attempt_ = 0;         ///< Tells late answers from those that are due.
  std::size_t at_ = 0;                ///< Which piece has its turn.
  std::size_t place_ = 0;             ///< How much of its text is given.
  bool begun_ = false;                ///< Whether its source is.
  std::size_t reported_ = 0;          ///< How many pieces are known to be sent.
  std::uint64_t reported_bytes_ = 0;  ///< Their size.
};

}  // namespace crmlink::http
