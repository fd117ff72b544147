#include <algorithm>
#include <string>
#include <utility>

#include "core/nearest.hpp"
#include "text/encode.hpp"
#include "text/function_entry.hpp"
#include "text/names.hpp"
#include "text/template_parser.hpp"
#include "text/time_format.hpp"

// The part of TemplateParser that reads `=NAME(argument, …)`.
namespace crmlink {
namespace {

// Nobody nests deeper by intent, and each level costs stack.
constexpr unsigned deepest_nesting = 16;

std::string arguments_text(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " argument" : " arguments");
}

// Whether one pair of quotes encloses the whole: `"a, b"`, but not `"a" or "b"`.
bool is_quoted(std::string_view argument) noexcept {
  if (argument.size() < 2 || argument.front() != '"') return false;
  for (std::size_t at = 1; at < argument.size(); ++at) {
    if (argument[at] != '"') continue;
    if (at + 1 == argument.size()) return true;
    if (argument[++at] != '"') return false;
  }
  return false;
}

std::optional<std::string> literal_text(const TemplateProgram::Text& text) {
  std::string all;
  for (const auto& piece : text.pieces) {
    const auto* const literal = std::get_if<TemplateProgram::Literal>(&piece.what);
    if (literal == nullptr) return std::nullopt;
    all += literal->text;
  }
  return all;
}

}  // namespace

TemplateParser::Text TemplateParser::parse_value(Range range, Context context) {
  if (options_.functions == nullptr || !starts_with(range, "=")) return parse_text(range, context);
  if (starts_with(range, "==")) return parse_text({range.begin + 1, range.end}, context);
  return parse_call(range, context);
}

TemplateParser::Text TemplateParser::parse_call(Range range, Context context) {
  const auto is_outside_name = [](char c) { return !text::is_name_character(c); };
  const auto rest = view({range.begin + 1, range.end});
  const auto length = std::find_if(rest.begin(), rest.end(), is_outside_name) - rest.begin();
  const auto name = rest.substr(0, static_cast<std::size_t>(length));
  auto list = trimmed({range.begin + 1 + name.size(), range.end});
  if (name.empty() || !starts_with(list, "(")) {
    add_fault(range.begin,
              "a value that begins with = calls a function, =NAME(...); "
              "write == for a literal =");
    return {};
  }
  if (context.depth == deepest_nesting) {
    add_fault(range.begin, "functions are nested too deep");
    return {};
  }
  std::vector<Range> arguments;
  if (!split_arguments(list, arguments)) return {};
  if (list.end != trimmed(range).end) add_fault(list.end, "text behind the function's )");

  const auto* const entry = find_function(name);
  if (entry == nullptr) {
    add_fault(range.begin, "unknown function " + std::string(name), nearest_function(name));
    parse_arguments(arguments, Slot::plain, context.depth + 1);  // for the faults in them
    return {};
  }
  check_count(*entry, range.begin, arguments.size());
  Text text{context.slot, {}};
  text.pieces.push_back(make_call(*entry, arguments, context));
  return text;
}

// Moves the end of `list`, which begins with (, behind the ) that closes it.
bool TemplateParser::split_arguments(Range& list, std::vector<Range>& arguments) {
  std::size_t depth = 0;
  auto quote = list.end;  // where the open one stands
  auto begin = list.begin + 1;
  for (auto at = begin; at < list.end; ++at) {
    const auto c = source_[at];
    if (c == '"') quote = quote == list.end ? at : list.end;
    if (quote != list.end) continue;
    const auto closes = c == ')' && depth == 0;
    if (closes || (c == ',' && depth == 0)) {
      arguments.push_back(trimmed({begin, at}));
      begin = at + 1;
    }
    if (closes) {
      list.end = at + 1;
      if (arguments.size() == 1 && view(arguments.front()).empty()) arguments.clear();
      return true;
    }
    if (c == '(') ++depth;
    if (c == ')') --depth;
  }
  if (quote != list.end)
    add_fault(quote, "a quote that isn't closed");
  else
    add_fault(list.begin, "a ( without its )");
  return false;
}

TemplateParser::Text TemplateParser::parse_argument(Range range, Context context) {
  const auto argument = view(range);
  if (is_quoted(argument))
    return parse_text({range.begin + 1, range.end - 1}, {context.slot, true, context.depth});
  if (!is_bare_variable(argument)) return parse_value(range, context);
  Text text{context.slot, {}};
  text.pieces.push_back({Reference{std::string(argument), std::string(argument),
                                   text::hash_name(argument), JsonPath()}});
  return text;
}

std::vector<TemplateParser::Text> TemplateParser::parse_arguments(const std::vector<Range>& ranges,
                                                                  Slot slot, unsigned depth) {
  std::vector<Text> arguments;
  arguments.reserve(ranges.size());
  for (const auto range : ranges)
    arguments.push_back(parse_argument(range, {slot, false, depth}));
  return arguments;
}

TemplateParser::Piece TemplateParser::make_call(const FunctionRegistry::Entry& entry,
                                                const std::vector<Range>& ranges, Context context) {
  using Kind = FunctionRegistry::Entry::Kind;
  const auto streams = entry.kind == Kind::first_present || entry.kind == Kind::join;
  auto arguments = parse_arguments(ranges, streams ? context.slot : Slot::plain, context.depth + 1);
  if (entry.kind == Kind::first_present)
    return {TemplateProgram::FirstPresent{std::move(arguments)}};
  if (entry.kind == Kind::join) {
    TemplateProgram::Join join;
    text::encode(context.slot, entry.separator, join.separator);
    join.arguments = std::move(arguments);
    return {std::move(join)};
  }
  check_arguments(entry, ranges, arguments);
  if (context.depth == 0) typed_ = entry.kind == Kind::typed;
  return {TemplateProgram::Computation{entry.name, function_of(entry), entry.kind != Kind::host,
                                       std::move(arguments)}};
}

FunctionRegistry::Function TemplateParser::function_of(const FunctionRegistry::Entry& entry) const {
  if (entry.kind != FunctionRegistry::Entry::Kind::now) return entry.function;
  return [now = options_.functions->now_](FunctionArguments arguments) {
    const auto format = arguments.empty() ? text::iso_time_format : *arguments.front();
    return std::optional(text::format_time(now(), format));
  };
}

const FunctionRegistry::Entry* TemplateParser::find_function(std::string_view name) const noexcept {
  for (const auto& entry : *options_.functions->entries_)
    if (text::same_name(entry.name, name)) return &entry;
  return nullptr;
}

std::string TemplateParser::nearest_function(std::string_view name) const {
  NearestName nearest(name);
  for (const auto& entry : *options_.functions->entries_)
    nearest.offer(entry.name);
  return nearest.result();
}

void TemplateParser::check_count(const FunctionRegistry::Entry& entry, std::size_t at,
                                 std::size_t count) {
  if (count < entry.least_arguments)
    add_fault(at, entry.name + " needs at least " + arguments_text(entry.least_arguments) +
                      ", here are " + std::to_string(count));
  if (count > entry.most_arguments)
    add_fault(at, entry.name + " takes at most " + arguments_text(entry.most_arguments) +
                      ", here are " + std::to_string(count));
}

void TemplateParser::check_arguments(const FunctionRegistry::Entry& entry,
                                     const std::vector<Range>& ranges,
                                     const std::vector<Text>& arguments) {
  if (entry.check == nullptr) return;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto literal = literal_text(arguments[i]);
    if (!literal) continue;
    auto problem = entry.check(i, *literal);
    if (!problem.empty()) add_fault(ranges[i].begin, entry.name + ": " + std::move(problem));
  }
}

bool TemplateParser::is_bare_variable(std::string_view word) const noexcept {
  const auto is_outside_name = [](char c) {
    return !text::is_name_character(c) || c != text::to_upper(c);
  };
  return std::none_of(word.begin(), word.end(), is_outside_name) &&
         options_.vocabulary->contains(word);
}

TemplateParser::Range TemplateParser::trimmed(Range range) const noexcept {
  while (range.begin < range.end && text::is_space(source_[range.begin]))
    ++range.begin;
  while (range.begin < range.end && text::is_space(source_[range.end - 1]))
    --range.end;
  return range;
}

}  // namespace crmlink
