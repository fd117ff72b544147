#include "crmlink/testing/received_request.hpp"

#include <algorithm>
#include <cctype>

namespace crmlink::testing {
namespace {

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ')
    text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ')
    text.remove_suffix(1);
  return text;
}

// Calls visit(name, value) for each field of a head.
template <class Visit>
void for_each_field(std::string_view head, Visit visit) {
  auto begin = head.find("\r\n");
  while (begin != std::string_view::npos) {
    begin += 2;
    const auto end = head.find("\r\n", begin);
    const auto line = head.substr(begin, end - begin);
    const auto colon = line.find(':');
    if (colon != std::string_view::npos)
      visit(line.substr(0, colon), trimmed(line.substr(colon + 1)));
    begin = end;
  }
}

std::string word(std::string_view line, int number) {
  for (; number > 0; --number)
    line.remove_prefix(std::min(line.find(' '), line.size() - 1) + 1);
  return std::string(line.substr(0, line.find(' ')));
}

}  // namespace

std::string ReceivedRequest::method() const {
  return word(head, 0);
}

std::string ReceivedRequest::target() const {
  return word(head, 1);
}

std::optional<std::string> ReceivedRequest::field(std::string_view name) const {
  std::optional<std::string> found;
  for_each_field(head, [&](std::string_view key, std::string_view value) {
    if (!found && same_letters(key, name)) found = std::string(value);
  });
  return found;
}

std::size_t ReceivedRequest::count(std::string_view name) const {
  std::size_t found = 0;
  for_each_field(head, [&](std::string_view key, std::string_view) {
    if (same_letters(key, name)) ++found;
  });
  return found;
}

}  // namespace crmlink::testing
