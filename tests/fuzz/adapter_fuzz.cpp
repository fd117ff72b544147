#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crmlink/adapter/read_adapter_event.hpp"

namespace {

/// Compares two events, but for the last digit of fractions in what the host has put there.
bool is_same(crmlink::AdapterEvent a, crmlink::AdapterEvent b) {
  if (a.others.size() != b.others.size()) return false;
  for (std::size_t n = 0; n < a.others.size(); ++n)
    if (a.others[n].first != b.others[n].first) return false;
  a.others.clear();
  b.others.clear();
  return a == b;
}

}  // namespace

// The input is an event. Whatever it is: nothing crashes, and one that was read is the same when it
// is written and read again, without any repair.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto reading = crmlink::read_adapter_event(text);
  if (!reading) return reading.error().detail().empty() ? std::abort(), 0 : 0;
  for (const auto& repair : reading->repairs)
    if (repair.offset >= size) std::abort();
  auto again = crmlink::read_adapter_event(reading->event.to_json());
  if (!again || !again->repairs.empty() || !is_same(reading->event, again->event)) std::abort();
  return 0;
}
