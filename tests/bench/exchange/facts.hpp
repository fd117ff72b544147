#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// What every client asks, what the server answers, and how long both are: one dip, one CRM call.
namespace crmlink::bench {

/// What is asked of the server; each client does it in its own way.
enum class Work : std::uint8_t {
  dip,       ///< POST, six templates, a reply of eight parameters.
  crm_call,  ///< GET of an account by phone number, a reply of 1.5 KB.
};

/// A call's variable.
struct Fact {
  std::string_view name;
  std::string_view value;
};

/// A parameter as the dip's reply sets it.
struct ExpectedParameter {
  std::string_view name;
  std::string_view value;
  bool display_to_agent;
  bool save_to_database;
};

/// A field of the account that a CRM call reads.
struct ExpectedField {
  std::string_view path;  ///< `data.items[0].name`
  std::string_view value;
};

inline constexpr std::string_view bearer = "7Qm0w4E-bench-token-5xR2vK9";
inline constexpr std::string_view dip_target = "/dip";
inline constexpr std::string_view crm_target = "/accounts?phone=%2B12223334444";

/// The call's variables.
std::span<const Fact> call_facts() noexcept;
/// The body that the templates give: 230 bytes.
std::string_view dip_body() noexcept;
/// The body of the dip's reply: 689 bytes.
const std::string& dip_reply();
/// What that body sets, in its order.
std::span<const ExpectedParameter> expected_parameters() noexcept;

/// The body of the CRM's reply: 1.5 KB.
const std::string& crm_reply();
/// What a CRM call reads from it.
std::span<const ExpectedField> expected_fields() noexcept;

/// Checks the parameters of one reply, in their order; aborts the benchmark at the first wrong one,
/// for numbers of work not done are worth nothing.
class ReplyCheck {
 public:
  void parameter(std::string_view name, std::string_view value, bool agent, bool database);
  void field(std::string_view value);
  /// Checks that all were there.
  void end(Work work) const;

 private:
  std::size_t seen_ = 0;
};

/// Says what went wrong and aborts.
[[noreturn]] void give_up(std::string_view what);

}  // namespace crmlink::bench
