#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "messages/message_reader.hpp"
#include "messages/reply_splitter.hpp"

namespace {

using Step = crmlink::ReplySplitter::Step;

struct Found {
  std::vector<std::string> elements;
  bool failed = false;
  bool complete = false;
};

Found split(std::string_view reply, std::size_t size) {
  crmlink::ReplySplitter splitter(1 << 16);
  Found found;
  for (std::size_t at = 0; at < reply.size() && !found.failed; at += size) {
    // A copy of its own, so that reading beyond a part is seen.
    const std::string part(reply.substr(at, size));
    splitter.feed(part);
    std::string_view element;
    Step step = Step::more;
    while ((step = splitter.next(element)) == Step::element)
      found.elements.emplace_back(element);
    found.failed = step == Step::failed;
    if (found.failed && splitter.problem().empty()) std::abort();
  }
  found.complete = splitter.is_complete();
  return found;
}

}  // namespace

// The input is the size of the parts, then a reply. However it is cut, it has the same elements,
// and each is a message or is refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view reply(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = split(reply, std::max<std::size_t>(reply.size(), 1));
  const auto parts = split(reply, std::max<std::size_t>(data[0] % 16, 1));
  if (whole.elements != parts.elements || whole.failed != parts.failed) std::abort();
  if (!whole.failed && whole.complete != parts.complete) std::abort();
  for (const auto& element : whole.elements) {
    const auto message = crmlink::read_message(element);
    if (!message && message.error().detail().empty()) std::abort();
  }
  return 0;
}
