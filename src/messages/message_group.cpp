#include "crmlink/messages/message_group.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace crmlink {
namespace {

std::vector<MessageGroup> group(std::span<const Message> messages, std::string Message::* id) {
  std::vector<MessageGroup> groups;
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t n = 0; n < messages.size(); ++n) {
    const auto [place, is_new] = places.emplace(messages[n].*id, groups.size());
    if (is_new) groups.push_back({.id = messages[n].*id, .members = {}});
    groups[place->second].members.push_back(n);
  }
  const auto time_of = [&messages](std::size_t n) {
    return messages[n].ts.value_or(std::numeric_limits<std::int64_t>::max());
  };
  for (auto& each : groups)
    std::sort(each.members.begin(), each.members.end(), [&](std::size_t a, std::size_t b) {
      return std::pair(time_of(a), a) < std::pair(time_of(b), b);
    });
  return groups;
}

}  // namespace

std::vector<MessageGroup> group_by_customer_session(std::span<const Message> messages) {
  return group(messages, &Message::customer_session_id);
}

std::vector<MessageGroup> group_by_segment(std::span<const Message> messages) {
  return group(messages, &Message::session_id);
}

}  // namespace crmlink
