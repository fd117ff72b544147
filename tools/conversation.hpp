#pragma once

#include <optional>
#include <string>

#include "console.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink::tool {

/// Reads an event and its conversation, `{"contact": {…}, "event": {…}}`; nothing when `path` is
/// empty. On failure says why on the console, in JSON if asked, and sets `status`; warns of members
/// that no conversation has.
std::optional<Variables> load_conversation(const std::string& path, bool as_json, Console& console,
                                           ExitStatus& status);

/// Returns the names after `--set` of an event and its conversation.
Vocabulary conversation_vocabulary();

/// Returns the same with `event.datetime`, which is the present unless it is there.
Variables with_present(Variables scopes);

/// Says on the console that there is no `event.name`, without which nothing runs, and which members
/// are texts where conversations have something else.
void warn_of_event(const Variables& scopes, Console& console);

}  // namespace crmlink::tool
