#include "field_parameters.hpp"

#include <algorithm>

namespace crm_service {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view take_until(std::string_view& text, std::string_view ends) {
  const auto end = std::min(text.find_first_of(ends), text.size());
  const auto taken = text.substr(0, end);
  text.remove_prefix(end);
  return taken;
}

// No backslashes: forms don't escape with them, and the names of Windows' files have some.
std::string take_quoted(std::string_view& text) {
  text.remove_prefix(1);
  std::string value(take_until(text, "\""));
  if (!text.empty()) text.remove_prefix(1);
  return value;
}

}  // namespace

FieldParameters::FieldParameters(std::string_view text) {
  value_ = trimmed(take_until(text, ";"));
  while (!text.empty()) {
    text.remove_prefix(1);
    const auto name = trimmed(take_until(text, "=;"));
    if (!text.starts_with('=')) continue;
    text.remove_prefix(1);
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    auto value =
        text.starts_with('"') ? take_quoted(text) : std::string(trimmed(take_until(text, ";")));
    parameters_.emplace_back(name, std::move(value));
    take_until(text, ";");
  }
}

std::optional<std::string> FieldParameters::find(std::string_view name) const {
  for (const auto& [known, value] : parameters_)
    if (same_word(known, name)) return value;
  return std::nullopt;
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace crm_service
