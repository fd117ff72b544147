#pragma once

#include <cstddef>
#include <vector>

#include "dip/request_digest.hpp"

namespace crmlink {

/// What a flight is to the table: a digest, and a place in a chain.
///
/// Inside the flight, so that a dip that nobody shares costs no allocation here.
class FlightEntry {
 public:
  explicit FlightEntry(const RequestDigest& digest) noexcept : digest_(digest) {}
  FlightEntry(const FlightEntry&) = delete;
  FlightEntry& operator=(const FlightEntry&) = delete;

  const RequestDigest& digest() const noexcept { return digest_; }

 protected:
  ~FlightEntry() = default;

 private:
  friend class FlightTable;
  RequestDigest digest_;
  FlightEntry* next_ = nullptr;
  bool listed_ = false;
};

/// Finds the flights under way by the digest of their request. Doesn't own them.
///
/// Its caller locks.
class FlightTable {
 public:
  FlightTable() : chains_(64) {}

  /// Returns the entry of that digest that was added last, or nullptr.
  FlightEntry* find(const RequestDigest& digest) const noexcept;
  /// Adds an entry that isn't in it.
  void add(FlightEntry& entry);
  /// Removes an entry, if it is in it; returns whether it was.
  bool remove(FlightEntry& entry) noexcept;
  std::size_t size() const noexcept { return size_; }

  /// Calls `visit(entry)` for each; it may not change the table.
  template <class Visit>
  void for_each(Visit visit) const {
    for (auto* entry : chains_)
      for (; entry != nullptr; entry = entry->next_)
        visit(*entry);
  }

 private:
  FlightEntry*& chain_of(const RequestDigest& digest) noexcept {
    return chains_[HashOfDigest{}(digest) & (chains_.size() - 1)];
  }
  void grow();

  std::vector<FlightEntry*> chains_;  // a power of two
  std::size_t size_ = 0;
};

}  // namespace crmlink
