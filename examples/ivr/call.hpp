#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "crmlink/core/result.hpp"
#include "crmlink/dip/data_dip_outcome.hpp"
#include "customer_directory.hpp"

namespace ivr {

/// A call as it comes in, and what its caller is going to do.
struct Call {
  std::string caller;  ///< E.164; empty: the number is withheld.
  std::string dialed;  ///< DNIS.
  std::string digits;  ///< Typed when asked; may be empty.
  /// How long the caller stays on the line; zero: as long as it takes.
  std::chrono::milliseconds patience{0};
};

/// How a call ended.
enum class CallEnd : std::uint8_t {
  none,         ///< Still under way, or never started.
  transferred,  ///< In a queue.
  hung_up,      ///< By the flow.
  abandoned,    ///< By the caller.
  stopped,      ///< By Ctrl-C.
  lost,         ///< The flow never reached an end: what must not happen.
};

/// What became of a call.
struct CallRecord {
  std::size_t number = 0;  ///< Counted from one.
  Call call;
  CallEnd end = CallEnd::none;
  std::string branch;   ///< The step that the last branch went to.
  std::string queue;    ///< Where it was transferred to.
  std::string problem;  ///< Why it was lost.
  std::vector<crmlink::DataDipOutcome> dips;
  bool heard_tone = false;  ///< A dip was slow, so that announcement and tone were played.
  std::chrono::nanoseconds duration{0};
};

/// Makes up calls of customers and strangers; the same ones whenever `seed` is the same.
std::vector<Call> make_up_calls(const crm_service::Population& population, std::size_t count,
                                std::uint64_t seed);
/// Reads a CSV file: caller, dialed, digits, patience_ms.
crmlink::Result<std::vector<Call>> load_calls(const std::string& path);
/// Writes such a file.
crmlink::Result<> save_calls(const std::string& path, const std::vector<Call>& calls);

}  // namespace ivr
