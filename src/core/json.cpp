#include "crmlink/core/json.hpp"

#include <algorithm>
#include <boost/json/error.hpp>
#include <boost/json/stream_parser.hpp>
#include <utility>

#include "core/json_reader.hpp"

namespace crmlink {
namespace {

namespace json = boost::json;

/// Destroying a json::value recurses: no setting may let a text exhaust the stack.
constexpr std::size_t depth_ceiling = 256;

char last_visible_before(std::string_view text, std::size_t offset) noexcept {
  const std::size_t at = text.substr(0, offset).find_last_not_of(" \t\r\n");
  return at == std::string_view::npos ? '\0' : text[at];
}

/// Puts the mistakes that people make into words; the parser calls them all a syntax error.
std::string describe_syntax(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return "unexpected end of the text";
  const char c = text[offset];
  if (static_cast<unsigned char>(c) >= 0x80) return "invalid UTF-8, or a character out of place";
  if (static_cast<unsigned char>(c) < 0x20) return "control character or line break out of place";
  if (c == '/' || c == '#') return "JSON has no comments";
  if (c == '\'') return "text must stand in double quotes";
  const bool closes = c == '}' || c == ']';
  if (closes && last_visible_before(text, offset) == ',') return "comma after the last element";
  return "syntax error";
}

std::size_t effective_depth(const JsonLimits& limits) noexcept {
  return std::min(limits.max_depth, depth_ceiling);
}

JsonFault fault_of(std::string_view text, std::size_t offset, boost::system::error_code ec,
                   const JsonLimits& limits) {
  if (ec == json::error::too_deep)
    return {"more than " + std::to_string(effective_depth(limits)) + " levels deep", offset};
  return {describe_syntax(text, offset), offset};
}

json::stream_parser make_parser(const JsonLimits& limits, json::storage_ptr storage) {
  json::parse_options options;
  options.max_depth = effective_depth(limits);
  return json::stream_parser(std::move(storage), options);
}

}  // namespace

boost::system::result<json::value, JsonFault> read_json(std::string_view text,
                                                        const JsonLimits& limits,
                                                        json::storage_ptr storage) {
  if (text.size() > limits.max_size)
    return JsonFault{"larger than " + std::to_string(limits.max_size) + " bytes", limits.max_size};
  json::stream_parser parser = make_parser(limits, storage);
  parser.reset(std::move(storage));
  boost::system::error_code ec;
  const std::size_t consumed = parser.write_some(text.data(), text.size(), ec);
  if (ec) return fault_of(text, consumed, ec, limits);
  if (consumed < text.size()) return JsonFault{"more text after the end of the value", consumed};
  parser.finish(ec);
  if (ec) return fault_of(text, text.size(), ec, limits);
  return parser.release();
}

TextPosition position_at(std::string_view text, std::size_t offset) noexcept {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto breaks = std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is zero
  return {static_cast<std::size_t>(breaks) + 1, before.size() - line_start + 1};
}

Result<json::value> parse_json(std::string_view text, const JsonLimits& limits) {
  auto value = read_json(text, limits, {});
  if (value) return std::move(*value);
  const JsonFault fault = value.error();
  const TextPosition position = position_at(text, fault.offset);
  ErrorInfo info(Errc::invalid_json);
  info.detail = "line " + std::to_string(position.line) + ", column " +
                std::to_string(position.column) + ": " + fault.problem;
  return Error(std::move(info));
}

}  // namespace crmlink
