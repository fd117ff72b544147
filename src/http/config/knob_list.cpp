#include <charconv>
#include <utility>

#include "http/config/knobs.hpp"

namespace crmlink::http {
namespace {

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return result + '"';
}

/// The shortest text that reads back as the same number, whatever the locale.
std::string spelled(double value) {
  std::array<char, 32> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  return std::string(text.data(), end);
}

/// Collects pointer and value of what visit_knobs names.
class KnobLister {
 public:
  template <class List>
  void section(std::string_view name, const List& list) {
    const auto outer = path_.size();
    path_.append("/").append(name);
    list();
    path_.resize(outer);
  }
  template <class Integer>
  void whole(std::string_view name, const Integer& field, std::int64_t, std::int64_t) {
    add(name, std::to_string(field));
  }
  void time(std::string_view name, const std::chrono::milliseconds& field, std::int64_t,
            std::int64_t) {
    add(name, std::to_string(field.count()));
  }
  void number(std::string_view name, double field, double, double) { add(name, spelled(field)); }
  void flag(std::string_view name, bool field) { add(name, field ? "true" : "false"); }
  void text(std::string_view name, const std::string& field) { add(name, quoted(field)); }
  void secret(std::string_view name, const Secret& field) {
    add(name, field ? std::string(masked_secret) + " (" + field.describe() + ")" : "none");
  }
  void texts(std::string_view name, const std::vector<std::string>& field) {
    std::string list;
    for (const auto& text : field)
      list += (list.empty() ? "" : ", ") + quoted(text);
    add(name, "[" + list + "]");
  }
  void version(std::string_view name, TlsVersion field) {
    add(name, field == TlsVersion::tls_1_3 ? "\"1.3\"" : "\"1.2\"");
  }
  void statuses(std::string_view name, const std::vector<int>& field) {
    std::string list;
    for (const int status : field)
      list += (list.empty() ? "" : ", ") + std::to_string(status);
    add(name, "[" + list + "]");
  }

  std::vector<std::pair<std::string, std::string>> knobs;

 private:
  void add(std::string_view name, std::string value) {
    knobs.emplace_back(path_ + "/" + std::string(name), std::move(value));
  }

  std::string path_;
};

std::vector<std::pair<std::string, std::string>> values_of(HttpConfig config) {
  KnobLister lister;
  TlsOptions tls = config.tls.value_or(TlsOptions());
  visit_knobs(lister, config, tls);
  return std::move(lister.knobs);
}

}  // namespace

std::vector<Knob> list_knobs(const HttpConfig& config) {
  auto values = values_of(config);
  auto defaults = values_of(HttpConfig());
  std::vector<Knob> knobs;
  knobs.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    Knob knob;
    knob.pointer = std::move(values[i].first);
    knob.value = std::move(values[i].second);
    knob.default_value = std::move(defaults[i].second);
    knob.configured = config.configured.contains(knob.pointer) || knob.value != knob.default_value;
    knobs.push_back(std::move(knob));
  }
  return knobs;
}

}  // namespace crmlink::http
