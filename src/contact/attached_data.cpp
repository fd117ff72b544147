#include "crmlink/contact/attached_data.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "text/json_writer.hpp"

namespace crmlink {
namespace {

const boost::json::object& nothing() noexcept {
  static const boost::json::object empty;
  return empty;
}

}  // namespace

AttachedData::AttachedData() noexcept = default;

AttachedData::AttachedData(boost::json::object data)
    : data_(std::make_shared<const boost::json::object>(std::move(data))) {}

const boost::json::object& AttachedData::json() const noexcept {
  return data_ ? *data_ : nothing();
}

std::string AttachedData::to_string() const {
  std::string text;
  text::write_json(json(), text);
  return text;
}

bool AttachedData::empty() const noexcept {
  return json().empty();
}

AttachedData AttachedData::view(std::span<const std::string> fields) const {
  boost::json::object seen;
  for (const auto& [name, value] : json())
    if (std::find(fields.begin(), fields.end(), std::string_view(name)) != fields.end())
      seen.emplace(name, value);
  return AttachedData(std::move(seen));
}

}  // namespace crmlink
