#include <algorithm>
#include <utility>

#include "crmlink/text/text_template.hpp"
#include "text/function_entry.hpp"
#include "text/functions.hpp"
#include "text/names.hpp"
#include "text/time_format.hpp"

namespace crmlink {
namespace {

std::string check_format(std::size_t /*index*/, std::string_view format) {
  const auto unknown = text::find_unknown_specifier(format);
  return unknown.empty() ? std::string() : "unknown specifier " + std::string(unknown);
}

bool is_function_name(std::string_view name) noexcept {
  const auto fits = [](char c) { return text::is_name_character(c) && c == text::to_upper(c); };
  return !name.empty() && !text::is_digit(name.front()) &&
         std::all_of(name.begin(), name.end(), fits);
}

Error invalid_argument(std::string detail) {
  ErrorInfo info(Errc::invalid_argument);
  info.detail = std::move(detail);
  return Error(std::move(info));
}

}  // namespace

FunctionRegistry::FunctionRegistry() : now_(&std::chrono::system_clock::now) {
  using Kind = Entry::Kind;
  constexpr auto many = Entry::any_number;
  entries_ = std::make_shared<const std::vector<Entry>>(std::vector<Entry>{
      {"DEFAULT_VALUE", Kind::first_present, 2, many},
      {"CONCAT_OR", Kind::join, 1, many, nullptr, " or "},
      {"CONCAT_AND", Kind::join, 1, many, nullptr, " and "},
      {"UPPER", Kind::text, 1, 1, text::upper},
      {"LOWER", Kind::text, 1, 1, text::lower},
      {"TRIM", Kind::text, 1, 1, text::trim_text},
      {"DIGITS", Kind::text, 1, 1, text::digits},
      {"LAST", Kind::text, 2, 2, text::last, {}, text::check_last},
      {"E164", Kind::text, 1, 1, text::e164},
      {"SHA256", Kind::text, 1, 1, text::sha256},
      {"HMAC_SHA256", Kind::text, 2, 2, text::hmac_sha256},
      {"BASE64", Kind::text, 1, 1, text::base64},
      {"NOW", Kind::now, 0, 1, nullptr, {}, check_format},
      {"NUMBER", Kind::typed, 1, 1, text::number},
      {"BOOL", Kind::typed, 1, 1, text::boolean},
      {"JSON", Kind::typed, 1, 1, text::json},
  });
}

void FunctionRegistry::set_now(Now now) {
  now_ = std::move(now);
}

Result<> FunctionRegistry::add(std::string name, std::size_t least_arguments,
                               std::size_t most_arguments, Function function) {
  if (!is_function_name(name))
    return invalid_argument("a function's name is upper-case letters, digits and _");
  if (least_arguments > most_arguments)
    return invalid_argument(name + ": the least number of arguments is above the most");
  if (!function) return invalid_argument(name + ": no function is given");
  const auto is_same = [&name](const Entry& entry) { return entry.name == name; };
  if (std::any_of(entries_->begin(), entries_->end(), is_same))
    return invalid_argument(name + ": a function of this name exists");

  auto entries = *entries_;  // copies of this registry keep what they had
  entries.push_back(
      {std::move(name), Entry::Kind::host, least_arguments, most_arguments, std::move(function)});
  entries_ = std::make_shared<const std::vector<Entry>>(std::move(entries));
  return {};
}

}  // namespace crmlink
