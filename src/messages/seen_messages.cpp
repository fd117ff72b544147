#include "messages/seen_messages.hpp"

namespace crmlink {

bool SeenMessages::came_before(const MessageDigest& message, std::uint64_t page) const {
  const auto found = pages_.find(message);
  return found != pages_.end() && found->second != page;
}

void SeenMessages::add(const MessageDigest& message, std::uint64_t page) {
  if (!pages_.emplace(message, page).second) return;
  order_.push_back(message);
  if (order_.size() <= most_) return;
  pages_.erase(order_.front());
  order_.pop_front();
}

void SeenMessages::clear() {
  pages_.clear();
  order_.clear();
}

}  // namespace crmlink
