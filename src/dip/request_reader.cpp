#include <algorithm>
#include <cstdint>
#include <utility>

#include "crmlink/dip/answering.hpp"
#include "dip/json_events.hpp"

namespace crmlink {
namespace {

constexpr std::size_t max_request_size = std::size_t{1024} * 1024;
// A flat object has depth one; one more, so that the fault is named.
constexpr std::size_t max_request_depth = 2;
constexpr std::size_t max_request_keys = 1024;

/// Collects the members of one flat object. Numbers stay as they are spelled: an id of twenty
/// digits keeps each of them.
class FlatObjectHandler : public JsonEvents {
 public:
  bool is_flat_object() const noexcept { return is_object_ && is_flat_; }
  bool has_too_many() const noexcept { return has_too_many_; }
  std::vector<DataDipRequest::Entry> take() { return std::move(entries_); }

  bool on_object_begin(ErrorCode&) {
    if (depth_++ == 0)
      is_object_ = true;
    else
      is_flat_ = false;
    return true;
  }
  bool on_object_end(std::size_t, ErrorCode&) {
    --depth_;
    return true;
  }
  bool on_array_begin(ErrorCode&) {
    ++depth_;
    is_flat_ = false;
    return true;
  }
  bool on_array_end(std::size_t, ErrorCode&) {
    --depth_;
    return true;
  }

  bool on_key_part(Text text, std::size_t, ErrorCode&) { return collect(text); }
  bool on_key(Text text, std::size_t, ErrorCode&) {
    collect(text);
    key_ = std::exchange(text_, {});
    return true;
  }
  bool on_string_part(Text text, std::size_t, ErrorCode&) { return collect(text); }
  bool on_string(Text text, std::size_t, ErrorCode&) { return finish(text); }
  bool on_number_part(Text text, ErrorCode&) { return collect(text); }
  bool on_int64(std::int64_t, Text text, ErrorCode&) { return finish(text); }
  bool on_uint64(std::uint64_t, Text text, ErrorCode&) { return finish(text); }
  bool on_double(double, Text text, ErrorCode&) { return finish(text); }
  bool on_bool(bool value, ErrorCode&) { return finish(value ? "true" : "false"); }
  bool on_null(ErrorCode&) {
    forget(key_);
    return true;
  }

 private:
  bool collect(Text text) {
    text_.append(text.data(), text.size());
    return true;
  }

  // The last one of a name counts.
  bool finish(Text text) {
    collect(text);
    forget(key_);
    has_too_many_ |= entries_.size() == max_request_keys;
    if (!has_too_many_) entries_.emplace_back(std::exchange(key_, {}), std::move(text_));
    text_.clear();
    return true;
  }

  void forget(std::string_view key) {
    std::erase_if(entries_, [key](const auto& entry) { return entry.first == key; });
  }

  std::vector<DataDipRequest::Entry> entries_;
  std::string key_;
  std::string text_;
  std::size_t depth_ = 0;
  bool is_object_ = false;
  bool is_flat_ = true;
  bool has_too_many_ = false;
};

Error refused(Errc code, std::string detail) {
  ErrorInfo info(code);
  info.where = "data dip request";
  info.http_status = 400;
  info.detail = std::move(detail);
  info.phase = Phase::parse;
  return info;
}

}  // namespace

Result<DataDipRequest> parse_data_dip_request(std::string_view body) {
  if (body.size() > max_request_size)
    return refused(Errc::invalid_response, "the body has more than 1 MiB");
  JsonEventScanner<FlatObjectHandler> scanner(body, max_request_depth);
  if (const auto scan = scanner.scan(); !scan)
    return refused(Errc::invalid_json, "the body isn't JSON: " + scan.problem());
  if (!scanner.handler().is_flat_object())
    return refused(Errc::invalid_response, "the body isn't a flat JSON object");
  if (scanner.handler().has_too_many())
    return refused(Errc::invalid_response, "the body has more than 1024 keys");
  return DataDipRequest(scanner.handler().take());
}

}  // namespace crmlink
