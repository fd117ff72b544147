#include "text/json_template.hpp"

#include "text/encode.hpp"
#include "text/json_writer.hpp"
#include "text/template_reader.hpp"

namespace crmlink::text {

JsonTemplate JsonTemplate::fixed(std::string json) {
  JsonTemplate made;
  made.kind_ = Kind::fixed;
  made.fixed_ = std::move(json);
  return made;
}

JsonTemplate JsonTemplate::text(TextTemplate text, bool keep_empty) {
  JsonTemplate made;
  made.kind_ = Kind::text;
  made.text_ = std::move(text);
  made.keep_empty_ = keep_empty;
  return made;
}

JsonTemplate JsonTemplate::array_of(JsonTemplate element) {
  JsonTemplate made;
  made.kind_ = Kind::array;
  made.children_.emplace_back(std::string(), std::move(element));
  return made;
}

JsonTemplate JsonTemplate::read(const ConfigValue& value, const TextTemplate::Options& options,
                                Respell respell) {
  JsonTemplate made;
  if (value.is_object()) {
    for (const auto& [name, member] : value.members())
      made.children_.emplace_back(name, read(member, options, respell));
  } else if (value.is_array()) {
    made.kind_ = Kind::array;
    for (const auto& item : value.items())
      made.children_.emplace_back(std::string(), read(item, options, respell));
  } else if (value.is_text()) {
    if (const auto source = value.text())
      if (auto compiled = read_template(value, respell ? respell(*source) : *source, options))
        return text(std::move(*compiled), source->empty());
  } else {
    made.kind_ = Kind::fixed;
    write_json(value.json(), made.fixed_);
  }
  return made;
}

std::string JsonTemplate::path_of(const std::string& path, std::size_t index) const {
  if (kind_ == Kind::array) return path + '[' + std::to_string(index) + ']';
  return path.empty() ? children_[index].first : path + '.' + children_[index].first;
}

JsonTemplate* JsonTemplate::child(std::string_view name) {
  for (auto& [known, value] : children_)
    if (known == name) return &value;
  return nullptr;
}

bool JsonTemplate::put(std::string_view path, JsonTemplate value) {
  if (kind_ != Kind::object) return false;
  const auto dot = path.find('.');
  const auto name = path.substr(0, dot);
  auto* const known = child(name);
  if (dot == std::string_view::npos) {
    if (known) return false;
    children_.emplace_back(name, std::move(value));
    return true;
  }
  auto& below = known ? *known : children_.emplace_back(name, JsonTemplate()).second;
  return below.put(path.substr(dot + 1), std::move(value));
}

Result<Presence> JsonTemplate::render(const Variables& variables, std::string& out) const {
  if (kind_ == Kind::fixed) {
    out += fixed_;
    return Presence::present;
  }
  if (kind_ == Kind::text) {
    const auto presence = text_.expand(variables, out);
    if (!presence || *presence == Presence::present || !keep_empty_) return presence;
    out += "\"\"";
    return Presence::present;
  }
  if (const auto rendered = render_children(variables, out); !rendered) return rendered.error();
  return Presence::present;
}

Result<> JsonTemplate::render_children(const Variables& variables, std::string& out) const {
  const bool object = kind_ == Kind::object;
  out += object ? '{' : '[';
  const auto first = out.size();
  for (const auto& [name, child] : children_) {
    const auto before = out.size();
    if (before > first) out += ',';
    if (object) {
      out += '"';
      encode_json(name, out);
      out += "\":";
    }
    const auto presence = child.render(variables, out);
    if (!presence) return object ? presence.error().within(name) : presence.error();
    if (*presence == Presence::absent) out.resize(before);
  }
  out += object ? '}' : ']';
  return {};
}

}  // namespace crmlink::text
