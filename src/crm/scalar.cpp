#include "crm/scalar.hpp"

#include <boost/json/value.hpp>

#include "core/json_scanner.hpp"
#include "text/json_writer.hpp"

namespace crmlink {
namespace {

std::string_view number_at(std::string_view text, std::size_t offset) {
  const auto end = text.find_first_not_of("+-.0123456789eE", offset);
  return text.substr(offset, end == std::string_view::npos ? end : end - offset);
}

}  // namespace

std::optional<std::string> scalar_text(const boost::json::value& value) {
  if (const auto* const text = value.if_string()) return std::string(*text);
  if (!value.is_number()) return std::nullopt;
  std::string number;
  text::write_json(value, number);
  return number;
}

std::optional<std::string> spelled_scalar(const boost::json::value& value,
                                          const boost::json::value& root, std::string_view text) {
  if (!value.is_double()) return scalar_text(value);
  std::optional<std::string> spelled;
  JsonScanner scanner(
      text, [](std::string_view, std::size_t, bool) {},
      [&](std::string_view pointer, std::size_t offset) {
        boost::system::error_code missing;
        if (!spelled && root.find_pointer(pointer, missing) == &value)
          spelled = number_at(text, offset);
      });
  scanner.run();
  return spelled ? spelled : scalar_text(value);
}

}  // namespace crmlink
