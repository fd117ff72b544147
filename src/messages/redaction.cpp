#include "crmlink/messages/redaction.hpp"

#include <array>
#include <utility>

namespace crmlink {
namespace {

constexpr std::string_view fence = "****";
constexpr std::size_t longest_name = 64;

constexpr std::array<std::pair<std::string_view, RedactionKind>, 9> known{{
    {"GPE", RedactionKind::location},
    {"DATE", RedactionKind::date},
    {"TIME", RedactionKind::time},
    {"ORG", RedactionKind::organization},
    {"NAME", RedactionKind::person},
    {"MONEY", RedactionKind::money},
    {"EMAIL", RedactionKind::email},
    {"NUMERIC", RedactionKind::numeric},
    {"ID", RedactionKind::identifier},
}};

RedactionKind kind_of(std::string_view name) noexcept {
  for (const auto& [text, kind] : known)
    if (text == name) return kind;
  return RedactionKind::custom;
}

bool is_name_character(char c) noexcept {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

std::size_t name_size(std::string_view text) noexcept {
  std::size_t size = 0;
  while (size < text.size() && is_name_character(text[size]))
    ++size;
  return size;
}

}  // namespace

std::vector<Redaction> find_redactions(std::string_view text) {
  std::vector<Redaction> found;
  std::size_t from = 0;
  while ((from = text.find(fence, from)) != std::string_view::npos) {
    auto name_at = from + fence.size();
    // Of more than four asterisks the last four are the token's.
    while (name_at < text.size() && text[name_at] == '*')
      ++name_at;
    const auto size = name_size(text.substr(name_at));
    const bool closed = text.substr(name_at + size).starts_with(fence);
    if (closed && size > 0 && size <= longest_name) {
      const auto name = text.substr(name_at, size);
      found.push_back({.offset = name_at - fence.size(),
                       .size = size + 2 * fence.size(),
                       .name = name,
                       .kind = kind_of(name)});
      from = name_at + size + fence.size();
    } else {
      from = name_at + size;
    }
  }
  return found;
}

}  // namespace crmlink
