#include "dip/flight_table.hpp"

#include <utility>

namespace crmlink {

FlightEntry* FlightTable::find(const RequestDigest& digest) const noexcept {
  auto* entry = chains_[HashOfDigest{}(digest) & (chains_.size() - 1)];
  while (entry != nullptr && entry->digest_ != digest)
    entry = entry->next_;
  return entry;
}

void FlightTable::add(FlightEntry& entry) {
  if (size_ == chains_.size()) grow();
  auto*& first = chain_of(entry.digest_);
  entry.next_ = std::exchange(first, &entry);
  entry.listed_ = true;
  ++size_;
}

bool FlightTable::remove(FlightEntry& entry) noexcept {
  if (!std::exchange(entry.listed_, false)) return false;
  auto** place = &chain_of(entry.digest_);
  while (*place != &entry)
    place = &(*place)->next_;
  *place = entry.next_;
  --size_;
  return true;
}

void FlightTable::grow() {
  auto old = std::exchange(chains_, std::vector<FlightEntry*>(chains_.size() * 2));
  for (auto* entry : old)
    while (entry != nullptr) {
      auto* const next = entry->next_;
      entry->next_ = std::exchange(chain_of(entry->digest_), entry);
      entry = next;
    }
}

}  // namespace crmlink
