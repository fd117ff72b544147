#include "crmlink/crm/crm_retry.hpp"

#include <algorithm>
#include <cmath>

namespace crmlink {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds first_delay = 30s;
constexpr std::chrono::milliseconds longest_delay = 12h;
constexpr unsigned most_doublings = 11;
constexpr double least_part = 0.1;

bool is_temporary(int status) noexcept {
  return status == 408 || status == 425 || status == 429 || status >= 500;
}

}  // namespace

std::string_view to_string(CrmRetryPolicy policy) noexcept {
  return policy == CrmRetryPolicy::ccaip ? "ccaip" : "standard";
}

bool is_retried(CrmRetryPolicy policy, const Error& error) noexcept {
  const int status = error.http_status();
  if (policy == CrmRetryPolicy::ccaip) return status == 400;
  return is_temporary(status) ||
         (status == 0 && (error.is(Condition::transport) || error.is(Condition::overload)));
}

std::chrono::milliseconds retry_delay(CrmRetryPolicy policy, unsigned attempt,
                                      double jitter) noexcept {
  const unsigned doublings = std::min(attempt == 0 ? 0 : attempt - 1, most_doublings);
  const auto whole = std::min(first_delay * (1U << doublings), longest_delay);
  if (policy == CrmRetryPolicy::ccaip) return whole;
  const double part = std::clamp(jitter, least_part, 1.0);
  return std::chrono::milliseconds(std::llround(static_cast<double>(whole.count()) * part));
}

}  // namespace crmlink
