#include "text/url_template.hpp"

#include "text/encode.hpp"
#include "text/template_reader.hpp"

namespace crmlink::text {
namespace {

/// Cuts `text` at the first `mark` outside of braces; returns what is behind it.
std::optional<std::string_view> cut(std::string_view& text, char mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const auto behind = text.substr(at + 1);
  text = text.substr(0, at);
  return behind;
}

TextTemplate::Options in_url(Slot slot, const Vocabulary& vocabulary) {
  TextTemplate::Options options(slot, vocabulary);
  options.literals = Literals::verbatim;
  return options;
}

}  // namespace

std::optional<UrlTemplate> UrlTemplate::read(const ConfigValue& value, std::string_view source,
                                             const Vocabulary& vocabulary) {
  UrlTemplate made;
  made.source_ = source;
  std::string_view rest = made.source_;
  const auto fragment = cut(rest, '#');
  const auto query = cut(rest, '?');
  bool good = made.read_host(value) && made.read_part(value, rest, vocabulary, made.path_);
  if (query) good = made.read_query(value, *query, vocabulary) && good;
  if (fragment) {
    made.fragment_.emplace();
    good = made.read_part(value, *fragment, vocabulary, *made.fragment_) && good;
  }
  return good ? std::optional(std::move(made)) : std::nullopt;
}

std::string_view UrlTemplate::origin() const noexcept {
  const std::string_view text = source_;
  const auto begin = text.find("://");
  if (begin == std::string_view::npos) return {};
  return text.substr(0, text.find_first_of("/?#", begin + 3));
}

bool UrlTemplate::read_host(const ConfigValue& value) {
  const auto start = origin();
  if (start.empty() || start.ends_with('/')) {
    value.complain(ConfigProblem("not an absolute URL: it begins with https:// and a host"));
    return false;
  }
  if (start.find_first_of("{<") == std::string_view::npos) return true;
  value.complain(ConfigProblem("scheme, host and port can't have variables"));
  return false;
}

bool UrlTemplate::read_part(const ConfigValue& value, std::string_view text,
                            const Vocabulary& vocabulary, TextTemplate& part) {
  auto compiled = read_template(value, text, in_url(Slot::url_path, vocabulary), offset_of(text));
  if (!compiled) return false;
  part = std::move(*compiled);
  part.for_each_reference([&](std::string_view reference) {
    const auto braced = '{' + std::string(reference) + '}';
    if (auto alone = TextTemplate::parse(braced, {Slot::plain, vocabulary}))
      needed_.emplace_back(reference, std::move(*alone));
  });
  return true;
}

bool UrlTemplate::read_query(const ConfigValue& value, std::string_view text,
                             const Vocabulary& vocabulary) {
  bool good = true;
  for (std::optional<std::string_view> rest = text; rest;) {
    auto pair = *rest;
    rest = cut(pair, '&');
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const auto end = equals == std::string_view::npos ? pair.size() : equals + 1;
    Pair made;
    made.name = pair.substr(0, end);
    made.keep_empty = end == pair.size();
    if (made.name.find_first_of("{<") != std::string::npos) {
      value.complain(ConfigProblem("a query's key can't have variables"));
      good = false;
      continue;
    }
    const auto source = pair.substr(end);
    if (auto compiled =
            read_template(value, source, in_url(Slot::url_query, vocabulary), offset_of(source))) {
      made.value = std::move(*compiled);
      query_.push_back(std::move(made));
    } else {
      good = false;
    }
  }
  return good;
}

std::size_t UrlTemplate::offset_of(std::string_view part) const noexcept {
  return static_cast<std::size_t>(part.data() - source_.data());
}

void UrlTemplate::add_query(std::string_view name, TextTemplate value, bool keep_empty) {
  Pair made;
  encode_url(name, made.name);
  made.name += '=';
  made.value = std::move(value);
  made.keep_empty = keep_empty;
  query_.push_back(std::move(made));
}

Result<Presence> UrlTemplate::expand(const Variables& variables, std::string& out) const {
  if (!*this || !missing(variables).empty()) return Presence::absent;
  const auto before = out.size();
  auto presence = path_.expand(variables, out);
  if (!presence) return presence;
  if (const auto query = expand_query(variables, out); !query) {
    out.resize(before);
    return query.error();
  }
  if (!fragment_) return Presence::present;
  out += '#';
  presence = fragment_->expand(variables, out);
  if (!presence) {
    out.resize(before);
    return presence;
  }
  return Presence::present;
}

Result<> UrlTemplate::expand_query(const Variables& variables, std::string& out) const {
  char mark = '?';
  for (const auto& pair : query_) {
    const auto before = out.size();
    out += mark;
    out += pair.name;
    const auto presence = pair.value.expand(variables, out);
    if (!presence) return presence.error();
    if (*presence == Presence::absent && !pair.keep_empty)
      out.resize(before);
    else
      mark = '&';
  }
  return {};
}

std::string_view UrlTemplate::missing(const Variables& variables) const {
  std::string scratch;
  for (const auto& [name, value] : needed_) {
    scratch.clear();
    const auto presence = value.expand(variables, scratch);
    if (presence && *presence == Presence::absent) return name;
  }
  return {};
}

}  // namespace crmlink::text
