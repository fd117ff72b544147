#include <algorithm>
#include <array>
#include <utility>

#include "contact/condition_parser.hpp"
#include "contact/contact_names.hpp"
#include "core/nearest.hpp"

namespace crmlink::condition {
namespace {

constexpr std::string_view patterns_missing =
    "regular expressions need an engine that the host gives (ContactParseOptions::patterns)";
constexpr std::array<std::string_view, 10> known_names{
    "contact", "event", "len", "int", "str", "float", "re", "random", "datetime", "time"};

bool is_text_constant(const Node& node) noexcept {
  return node.kind == Kind::constant && node.value.get<std::string>();
}

std::string nearest_of(std::string_view name, std::span<const std::string_view> known) {
  return nearest_name(name, known);
}

}  // namespace

std::span<const Parser::Callable> Parser::methods() noexcept {
  static constexpr std::array<Callable, 10> list{{{"lower", 0, 0},
                                                  {"upper", 0, 0},
                                                  {"strip", 0, 1},
                                                  {"startswith", 1, 1},
                                                  {"endswith", 1, 1},
                                                  {"split", 0, 2},
                                                  {"replace", 2, 3},
                                                  {"weekday", 0, 0},
                                                  {"isoweekday", 0, 0},
                                                  {"timestamp", 0, 0}}};
  return list;
}

std::span<const Parser::Callable> Parser::functions() noexcept {
  static constexpr std::array<Callable, 11> list{{{"len", 1, 1},
                                                  {"int", 0, 1},
                                                  {"str", 0, 1},
                                                  {"float", 0, 1},
                                                  {"re.match", 2, 2},
                                                  {"re.search", 2, 2},
                                                  {"random.random", 0, 0},
                                                  {"random.randrange", 1, 3},
                                                  {"datetime.now", 0, 0},
                                                  {"datetime.datetime.now", 0, 0},
                                                  {"time.time", 0, 0}}};
  return list;
}

const Parser::Callable* Parser::find(std::span<const Callable> list,
                                     std::string_view name) noexcept {
  const auto found = std::find_if(list.begin(), list.end(),
                                  [name](const Callable& each) { return each.name == name; });
  return found == list.end() ? nullptr : &*found;
}

Parser::Parsed Parser::parse_name() {
  const auto offset = token_.offset;
  std::string name(token_.spelling);
  const bool constant = name == "None" || name == "True" || name == "False";
  if (constant || name == "contact" || name == "event") {
    if (!advance()) return std::nullopt;
    auto node = make(constant ? Kind::constant : Kind::scope, offset, {});
    if (constant && name != "None") node->value = Value(name == "True");
    node->name = std::move(name);
    return parse_postfix(std::move(*node));
  }
  const auto nearest = nearest_of(name, known_names);
  const bool known = std::find(known_names.begin(), known_names.end(), name) != known_names.end();
  const auto complain = [&] { return refuse(offset, "unknown name " + name, nearest); };
  if (!known) return infix_power() > 0 || name == "for" ? refuse_token() : complain();
  if (!advance()) return std::nullopt;
  while (token_.is(".")) {
    if (!advance()) return std::nullopt;
    if (token_.kind != TokenKind::name) return refuse_token();
    name.append(".").append(token_.spelling);
    if (!advance()) return std::nullopt;
  }
  return parse_function(offset, name);
}

Parser::Parsed Parser::parse_function(std::size_t offset, const std::string& name) {
  const auto* const callable = find(functions(), name);
  if (!callable) {
    std::vector<std::string_view> names;
    for (const auto& each : functions())
      names.push_back(each.name);
    return refuse(offset, name + " isn't supported", nearest_of(name, names));
  }
  if (!token_.is("(")) return refuse(offset, name + " is a function: it must be called");
  auto call = make(Kind::call, offset, {});
  call->name = name;
  auto parsed = parse_call(std::move(*call), *callable, 0);
  if (!parsed) return std::nullopt;
  if (name.starts_with("re.")) parsed = parse_pattern(std::move(*parsed));
  return parsed ? parse_postfix(std::move(*parsed)) : std::nullopt;
}

/// Compiles the pattern, which must be known now.
Parser::Parsed Parser::parse_pattern(Node call) {
  const auto& pattern = call.children.front();
  if (!is_text_constant(pattern))
    return refuse(pattern.offset, "the regular expression must be a text");
  if (!patterns_) return refuse(call.offset, std::string(patterns_missing));
  auto compiled = patterns_(*pattern.value.get<std::string>());
  if (!compiled)
    return refuse(pattern.offset,
                  "not a regular expression: " + std::string(compiled.error().detail()));
  call.pattern = std::move(*compiled);
  return call;
}

/// Parses the arguments; of a method the object, `bound`, counts not.
Parser::Parsed Parser::parse_call(Node call, const Callable& callable, std::size_t bound) {
  const auto offset = token_.offset;
  bool comma = false;
  if (!advance() || !parse_elements(")", call.children, comma)) return std::nullopt;
  const auto count = call.children.size() - bound;
  if (count < callable.least || count > callable.most)
    return refuse(offset, call.name + " doesn't take " + std::to_string(count) + " arguments");
  auto name = std::move(call.name);
  auto node = make(Kind::call, call.offset, std::move(call.children));
  if (node) node->name = std::move(name);
  return node;
}

Parser::Parsed Parser::parse_postfix(Node node) {
  Parsed parsed = std::move(node);
  while (parsed) {
    if (token_.is("."))
      parsed = parse_member(std::move(*parsed));
    else if (token_.is("["))
      parsed = parse_item(std::move(*parsed));
    else if (token_.is("("))
      return refuse(token_.offset, "this can't be called");
    else
      return parsed;
  }
  return parsed;
}

Parser::Parsed Parser::parse_item(Node node) {
  const auto offset = node.offset;
  if (!advance()) return std::nullopt;
  auto index = parse_expression(0);
  if (!index) return std::nullopt;
  if (token_.is(":")) return refuse(token_.offset, "slices aren't supported");
  if (!expect("]")) return std::nullopt;
  std::vector<Node> children;
  children.push_back(std::move(node));
  children.push_back(std::move(*index));
  return make(Kind::item, offset, std::move(children));
}

Parser::Parsed Parser::parse_member(Node node) {
  if (!advance()) return std::nullopt;
  if (token_.kind != TokenKind::name) return refuse_token();
  const auto offset = token_.offset;
  const std::string name(token_.spelling);
  if (name.starts_with('_'))
    return refuse(offset, "names that begin with an underscore aren't supported");
  if (!advance()) return std::nullopt;
  if (node.kind == Kind::scope) return parse_contact_member(std::move(node), offset, name);
  const auto* const method = find(methods(), name);
  std::vector<Node> children;
  children.push_back(std::move(node));
  auto member = make(token_.is("(") ? Kind::call : Kind::attribute, offset, std::move(children));
  if (!member) return std::nullopt;
  member->name = name;
  if (!token_.is("(")) {
    if (method) return refuse(offset, name + " is a method: it must be called");
    return member;
  }
  if (method) return parse_call(std::move(*member), *method, 1);
  std::vector<std::string_view> names;
  for (const auto& each : methods())
    names.push_back(each.name);
  return refuse(offset, "the method " + name + " isn't supported", nearest_of(name, names));
}

/// Parses `contact.NAME`, `contact.get_NAME()` and `event.NAME`.
Parser::Parsed Parser::parse_contact_member(Node node, std::size_t offset, std::string_view name) {
  const bool contact = node.name == "contact";
  const auto known = contact ? contact::properties() : contact::event_members();
  const bool getter = contact && name.starts_with("get_");
  const auto property = getter ? name.substr(4) : name;
  const bool since = getter && property == "seconds_since_created";
  if (!since && std::find(known.begin(), known.end(), property) == known.end())
    return refuse(offset, node.name + " has no " + std::string(name), nearest_of(property, known));
  std::vector<Node> children;
  children.push_back(std::move(node));
  auto member = make(since ? Kind::call : Kind::attribute, offset, std::move(children));
  member->name = since ? name : property;
  if (!getter) return member;
  if (!expect("(") || !expect(")")) return std::nullopt;
  return member;
}

}  // namespace crmlink::condition
