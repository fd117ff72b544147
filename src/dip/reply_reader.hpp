#pragma once

#include <boost/container/small_vector.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "crmlink/core/result.hpp"
#include "crmlink/dip/data_dip_config.hpp"
#include "crmlink/dip/data_dip_outcome.hpp"
#include "dip/text_arena.hpp"

namespace crmlink {

/// What a reply may set.
struct ReplyRules {
  std::optional<std::span<const AllowedParameter>> allow;
  std::size_t max_bytes = 0;
  std::size_t max_parameters = 0;
};

/// What a valid reply set. The parameters view the body that was read, and the text.
struct Reply {
  TextArena text;  ///< What had escapes, without them, and found no room elsewhere.
  boost::container::small_vector<DataDipParameter, 8> parameters;
  DroppedParameters dropped;
  std::size_t null_parameters = 0;
};

/// The deepest nesting of a reply that is read.
inline constexpr std::size_t max_reply_depth = 32;

/// Reads a reply's body in one scan (data-dip.md "Response"). Fails with Errc::body_too_large,
/// ::invalid_json or ::invalid_response; the detail holds nothing of the reply. What had escapes
/// goes to `room` while it fits, and costs an allocation beyond. Body and room must outlive the
/// reply.
Result<Reply> read_reply(std::string_view body, const ReplyRules& rules, std::span<char> room = {});

}  // namespace crmlink
