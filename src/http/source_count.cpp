#include "http/source_count.hpp"

#include <string>
#include <utility>

namespace crmlink::http {
namespace {

Error failure(std::string detail) {
  ErrorInfo info(Errc::body_source_failed);
  info.detail = std::move(detail);
  return info;
}

}  // namespace

SourceCount::SourceCount(std::optional<std::uint64_t> announced) noexcept : announced_(announced) {}

Result<> SourceCount::add(std::size_t size, std::size_t room) {
  if (size > room) return failure("the source says that it filled more than its room");
  given_ += size;
  if (!announced_) return {};
  if (given_ > *announced_) return failure("the source gives more than it announced");
  if (size > 0 || given_ == *announced_) return {};
  return failure("the source ended " + std::to_string(*announced_ - given_) + " bytes too early");
}

}  // namespace crmlink::http
