#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "crmlink/core/export.hpp"
#include "crmlink/messages/message.hpp"

namespace crmlink {

/// Messages that belong together.
struct MessageGroup {
  std::string id;                    ///< What they have in common; empty: they don't say.
  std::vector<std::size_t> members;  ///< Where they are in the list, by time; those without a time
                                     ///< behind the others; of the same time in their order.
};

/// Groups messages by `customersessionid`, in the order in which the groups begin in the list.
CRMLINK_EXPORT std::vector<MessageGroup> group_by_customer_session(
    std::span<const Message> messages);

/// Groups messages by `sessionid`, which names conversation and segment; likewise.
CRMLINK_EXPORT std::vector<MessageGroup> group_by_segment(std::span<const Message> messages);

}  // namespace crmlink
