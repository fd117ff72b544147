#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "crmlink/core/result.hpp"
#include "random.hpp"

namespace crm_service {

/// What the service can do wrong.
enum class FaultKind : std::uint8_t {
  slow,  ///< Answers late.
  down,  ///< Refuses connections; with a share below 100 %, breaks them instead of answering.
  wrong_token,  ///< Answers 401, as if the token were wrong.
  garbage,      ///< Answers 200 with a page of HTML.
  busy,         ///< Answers 503.
  lost,         ///< Does what was asked, then breaks the connection instead of answering.
};

/// One thing that goes wrong, and how often.
struct Fault {
  FaultKind kind = FaultKind::slow;
  double percent = 100;                   ///< The share of requests that it happens to.
  std::chrono::milliseconds delay{3000};  ///< For slow.
};

/// Parses `NAME[=SHARE%[:DELAYms]]`: `garbage`, `down=5%`, `slow=20%:1500ms`.
crmlink::Result<Fault> parse_fault(std::string_view text);

/// What happens to one request.
struct Mishap {
  std::chrono::milliseconds delay{0};
  std::optional<FaultKind> kind;  ///< Any but slow; none: a proper answer.
};

/// Draws for each request what goes wrong. Several faults may: late *and* garbage.
class Mishaps {
 public:
  Mishaps(std::vector<Fault> faults, std::uint64_t seed);
  Mishap next();
  /// Returns whether all requests meet this fault.
  bool always(FaultKind kind) const;

 private:
  std::vector<Fault> faults_;
  Random random_;
};

}  // namespace crm_service
