#include "text/template_parser.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "text/encode.hpp"
#include "text/names.hpp"
#include "text/path_segments.hpp"

namespace crmlink {
namespace {

bool is_url(Slot slot) noexcept {
  return slot == Slot::url_path || slot == Slot::url_query;
}

bool is_json(Slot slot) noexcept {
  return slot == Slot::json || slot == Slot::json_text;
}

// A byte that a message can show, whatever it is.
std::string describe(char c) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  if (byte > 0x20 && byte < 0x7F) return std::string("'") + c + "'";
  return std::string("byte 0x") + hex[byte >> 4U] + hex[byte & 0xFU];
}

// A message needs to show which name, not all of what an unclosed brace swallowed.
std::string shown(std::string_view spelling) {
  constexpr std::size_t most = 60;
  if (spelling.size() <= most) return '{' + std::string(spelling) + '}';
  return '{' + std::string(spelling.substr(0, most)) + "...}";
}

}  // namespace

TemplateParser::TemplateParser(std::string_view source, const TextTemplate::Options& options,
                               std::vector<TemplateFault>& faults)
    : source_(source), options_(options), faults_(faults) {}

std::optional<TextTemplate> TemplateParser::parse() {
  const auto faults_before = faults_.size();
  auto text = parse_value({0, source_.size()}, {options_.slot, false, 0});
  if (options_.slot == Slot::url_path) check_segments(text);
  if (faults_.size() != faults_before) return std::nullopt;
  const auto form = form_of(text);
  return TextTemplate(
      std::make_shared<const TemplateProgram>(std::string(source_), std::move(text), form));
}

TemplateProgram::Form TemplateParser::form_of(const Text& text) const {
  using Form = TemplateProgram::Form;
  if (typed_ && is_json(options_.slot)) return Form::typed;
  const auto sole_reference =
      text.pieces.size() == 1 && std::holds_alternative<Reference>(text.pieces.front().what);
  return sole_reference && options_.slot == Slot::json ? Form::reference : Form::text;
}

TemplateParser::Text TemplateParser::parse_text(Range range, Context context) {
  Text text{context.slot, {}};
  std::string literal;
  while (range.begin < range.end) {
    const auto c = source_[range.begin];
    if (c == '{' || c == '}') {
      range.begin = parse_brace(range, literal, text);
    } else if (c == '<') {
      range.begin = parse_angle(range, literal, text);
    } else {
      check_literal(range.begin, context.slot);
      literal += c;
      range.begin += context.quoted && starts_with(range, "\"\"") ? 2U : 1U;
    }
  }
  add_literal(literal, text);
  return text;
}

// Both return where to go on.
std::size_t TemplateParser::parse_brace(Range range, std::string& literal, Text& text) {
  const auto open = range.begin;
  if (starts_with(range, "{{") || starts_with(range, "}}")) {
    check_literal(open, text.slot);
    literal += source_[open];
    return open + 2;
  }
  if (source_[open] == '}') {
    add_fault(open, "a } without its {; write }} for a brace");
    return open + 1;
  }
  const auto close = find_closing_brace(range);
  if (close == range.end) {
    add_fault(open, "a { without its }; write {{ for a brace");
    return range.end;
  }
  std::string problem;
  std::string nearest;
  if (auto reference = resolve(view({open + 1, close}), problem, nearest)) {
    add_literal(literal, text);
    text.pieces.push_back({std::move(*reference)});
  } else {
    add_fault(open, std::move(problem), std::move(nearest));
  }
  return close + 1;
}

std::size_t TemplateParser::parse_angle(Range range, std::string& literal, Text& text) {
  // Not beyond the next <, so that many of them stay linear.
  const auto close = std::min(source_.find_first_of("<>", range.begin + 1), range.end);
  if (close != range.end && source_[close] == '>') {
    std::string ignored;
    if (auto reference = resolve(view({range.begin + 1, close}), ignored, ignored)) {
      add_literal(literal, text);
      text.pieces.push_back({std::move(*reference)});
      return close + 1;
    }
  }
  check_literal(range.begin, text.slot);
  literal += '<';
  return range.begin + 1;
}

// A quoted member, `{x["a}b"]}`, may hold a brace.
std::size_t TemplateParser::find_closing_brace(Range range) const noexcept {
  auto quoted = false;
  for (auto at = range.begin + 1; at < range.end; ++at) {
    if (source_[at] == '"' && (quoted || source_[at - 1] == '[')) quoted = !quoted;
    if (source_[at] == '}' && !quoted) return at;
  }
  return range.end;
}

std::optional<TemplateParser::Reference> TemplateParser::resolve(std::string_view spelling,
                                                                 std::string& problem,
                                                                 std::string& nearest) const {
  const auto& vocabulary = *options_.vocabulary;
  const auto make = [spelling](std::string_view name, JsonPath path) {
    return Reference{std::string(spelling), std::string(name), text::hash_name(name),
                     std::move(path)};
  };
  if (vocabulary.contains(spelling)) return make(spelling, {});

  const auto name = spelling.substr(0, spelling.find_first_of(".["));
  const auto rest = spelling.substr(name.size());
  if (!vocabulary.contains(name)) {
    problem = "unknown variable " + shown(spelling);
    nearest = vocabulary.nearest(text::trim(name));
    if (!nearest.empty()) nearest += rest;
  } else if (!vocabulary.is_scope(name)) {
    problem = shown(name) + " is a text, it has no members";
  } else if (auto path = JsonPath::parse(rest)) {
    return make(name, std::move(*path));
  } else {
    problem = shown(spelling) + ": " + std::string(path.error().detail());
  }
  return std::nullopt;
}

void TemplateParser::add_literal(std::string& literal, Text& text) const {
  if (literal.empty()) return;
  TemplateProgram::Literal piece;
  const auto verbatim =
      text.slot == Slot::html || (is_url(text.slot) && options_.literals == Literals::verbatim);
  if (verbatim || !text::encode(text.slot, literal, piece.text)) piece.text = literal;
  text.pieces.push_back({std::move(piece)});
  literal.clear();
}

void TemplateParser::check_literal(std::size_t at, Slot slot) {
  const auto c = source_[at];
  if (slot == Slot::header && !text::is_header_character(c))
    add_fault(at, describe(c) + " can't stand in a header");
  if (slot == Slot::file_name && !text::is_file_name_character(c))
    add_fault(at, describe(c) + " can't stand in a file name");
  if (is_url(slot) && options_.literals == Literals::verbatim && !text::is_url_character(c))
    add_fault(at, describe(c) + " can't stand in a URL; percent-encode it");
}

// Expanding would refuse such a text in every call, so refuse it now.
void TemplateParser::check_segments(const Text& text) {
  std::string skeleton;
  for (const auto& piece : text.pieces) {
    const auto* const literal = std::get_if<TemplateProgram::Literal>(&piece.what);
    skeleton += literal == nullptr ? "value" : literal->text;
  }
  if (text::has_dot_segment(skeleton)) add_fault(0, "a segment of the path is . or ..");
}

void TemplateParser::add_fault(std::size_t offset, std::string problem, std::string nearest) {
  faults_.push_back({std::move(problem), std::move(nearest), offset});
}

}  // namespace crmlink
