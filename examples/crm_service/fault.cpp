#include "fault.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "csv.hpp"

namespace crm_service {
namespace {

constexpr std::array<std::pair<std::string_view, FaultKind>, 6> kinds{
    {{"slow", FaultKind::slow},
     {"down", FaultKind::down},
     {"wrong-token", FaultKind::wrong_token},
     {"garbage", FaultKind::garbage},
     {"busy", FaultKind::busy},
     {"lost", FaultKind::lost}}};

crmlink::Error wrong_fault(std::string_view text) {
  return failure("fault \"" + std::string(text) + '"',
                 "expected slow, down, wrong-token, garbage, busy or lost, then =SHARE% and for "
                 "slow :DELAYms, such as slow=20%:1500ms");
}

/// Reads a number and the unit behind it from the start of `text`.
template <class T>
bool take(std::string_view& text, T& number, std::string_view unit) {
  const auto* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc()) return false;
  text = {stop, end};
  if (!text.starts_with(unit)) return false;
  text.remove_prefix(unit.size());
  return true;
}

}  // namespace

crmlink::Result<Fault> parse_fault(std::string_view text) {
  const auto equals = std::min(text.find('='), text.size());
  const auto named = std::find_if(kinds.begin(), kinds.end(), [&](const auto& known) {
    return known.first == text.substr(0, equals);
  });
  if (named == kinds.end()) return wrong_fault(text);
  Fault fault;
  fault.kind = named->second;
  auto rest = text.substr(equals);
  if (rest.empty()) return fault;

  rest.remove_prefix(1);
  if (!take(rest, fault.percent, "%") || !(fault.percent >= 0 && fault.percent <= 100))
    return wrong_fault(text);
  if (rest.empty()) return fault;

  unsigned delay = 0;
  if (fault.kind != FaultKind::slow || !rest.starts_with(':')) return wrong_fault(text);
  rest.remove_prefix(1);
  if (!take(rest, delay, "ms") || !rest.empty()) return wrong_fault(text);
  fault.delay = std::chrono::milliseconds(delay);
  return fault;
}

Mishaps::Mishaps(std::vector<Fault> faults, std::uint64_t seed)
    : faults_(std::move(faults)), random_(seed) {}

Mishap Mishaps::next() {
  Mishap mishap;
  for (const auto& fault : faults_) {
    if (!random_.chance(fault.percent)) continue;
    if (fault.kind == FaultKind::slow)
      mishap.delay += fault.delay;
    else if (!mishap.kind)
      mishap.kind = fault.kind;
  }
  return mishap;
}

bool Mishaps::always(FaultKind kind) const {
  return std::any_of(faults_.begin(), faults_.end(), [kind](const Fault& fault) {
    return fault.kind == kind && fault.percent >= 100;
  });
}

}  // namespace crm_service
