#include "contact/condition_parser.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace crmlink::condition {
namespace {

// The binding powers of Python's operators.
constexpr int power_choice = 1;
constexpr int power_or = 2;
constexpr int power_and = 3;
constexpr int power_not = 4;
constexpr int power_comparison = 5;
constexpr int power_sum = 6;
constexpr int power_product = 7;
constexpr int power_sign = 8;

constexpr std::array<std::string_view, 10> comparisons{"==", "!=", "<",  "<=",  ">",
                                                       ">=", "in", "is", "not", "<>"};

template <class List>
bool contains(const List& list, std::string_view text) noexcept {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

bool is_named_constant(const Node& node) noexcept {
  return node.kind == Kind::constant && (node.value.is_none() || node.value.get<bool>());
}

}  // namespace

std::optional<Node> Parser::parse() {
  if (!advance()) return std::nullopt;
  auto node = parse_expression(0);
  if (node && token_.kind != TokenKind::end) return refuse_token();
  return node;
}

bool Parser::advance() {
  auto next = lexer_.next();
  if (next)
    token_ = std::move(*next);
  else
    fault_ = lexer_.fault();
  return next.has_value();
}

bool Parser::take(std::string_view spelling) {
  return token_.is(spelling) && advance();
}

bool Parser::expect(std::string_view spelling) {
  if (token_.is(spelling)) return advance();
  refuse_token();
  fault_.problem += ": " + std::string(spelling) + " is expected";
  return false;
}

Parser::Parsed Parser::refuse(std::size_t offset, std::string problem, std::string nearest) {
  fault_.problem = std::move(problem);
  fault_.nearest = std::move(nearest);
  fault_.offset = offset;
  return std::nullopt;
}

Parser::Parsed Parser::refuse_token() {
  constexpr std::string_view operators[] = {"**", "<<", ">>", "&", "|", "^", "~", "@", ":="};
  constexpr std::string_view statements[] = {"lambda", "await", "yield",  "import", "def",
                                             "class",  "del",   "global", "assert", "exec"};
  const std::string spelling(token_.spelling);
  if (token_.kind == TokenKind::end) return refuse(token_.offset, "the expression isn't complete");
  if (token_.kind == TokenKind::sign && contains(operators, spelling))
    return refuse(token_.offset, "the operator " + spelling + " isn't supported");
  if (spelling == "for" || spelling == "async")
    return refuse(token_.offset, "comprehensions aren't supported");
  if (contains(statements, spelling)) return refuse(token_.offset, spelling + " isn't supported");
  if (spelling == "{") return refuse(token_.offset, "dictionaries and sets aren't supported");
  if (spelling == "=") return refuse(token_.offset, "= isn't supported; == compares");
  return refuse(token_.offset, "unexpected " + spelling);
}

Parser::Parsed Parser::make(Kind kind, std::size_t offset, std::vector<Node> children) {
  Node node;
  node.kind = kind;
  node.offset = offset;
  for (const auto& child : children)
    node.depth = std::max(node.depth, child.depth + 1);
  node.children = std::move(children);
  if (node.depth > max_depth) return refuse(offset, "the expression is nested too deeply");
  return node;
}

int Parser::infix_power() const noexcept {
  if (token_.kind == TokenKind::literal) return 0;
  const auto sign = token_.spelling;
  if (sign == "if") return power_choice;
  if (sign == "or") return power_or;
  if (sign == "and") return power_and;
  if (contains(comparisons, sign)) return power_comparison;
  if (sign == "+" || sign == "-") return power_sum;
  if (sign == "*" || sign == "/" || sign == "//" || sign == "%") return power_product;
  return 0;
}

/// Parses what binds tighter than `power`.
Parser::Parsed Parser::parse_expression(int power) {
  if (nesting_ >= max_depth) return refuse(token_.offset, "the expression is nested too deeply");
  ++nesting_;
  auto left = parse_prefix(power);
  while (left && infix_power() > power)
    left = parse_infix(std::move(*left), infix_power());
  --nesting_;
  return left;
}

Parser::Parsed Parser::parse_prefix(int power) {
  const auto offset = token_.offset;
  if (token_.is("not")) {
    if (power >= power_comparison) return refuse(offset, "not needs parentheses here");
    return parse_unary(Kind::negation, power_not - 1);
  }
  if (token_.is("-")) return parse_unary(Kind::minus, power_sign);
  if (token_.is("+")) return parse_unary(Kind::plus, power_sign);
  if (token_.is("(")) return parse_parentheses();
  if (token_.is("[")) {
    std::vector<Node> elements;
    bool comma = false;
    if (!advance() || !parse_elements("]", elements, comma)) return std::nullopt;
    auto list = make(Kind::list, offset, std::move(elements));
    return list ? parse_postfix(std::move(*list)) : std::nullopt;
  }
  if (token_.kind == TokenKind::name) return parse_name();
  if (token_.kind != TokenKind::literal) return refuse_token();
  auto node = make(Kind::constant, offset, {});
  node->value = token_.value;
  if (!advance()) return std::nullopt;
  // Texts that stand side by side are one.
  while (token_.kind == TokenKind::literal) {
    const auto* const text = node->value.get<std::string>();
    const auto* const more = token_.value.get<std::string>();
    if (!text || !more) return refuse_token();
    node->value = Value(*text + *more);
    if (!advance()) return std::nullopt;
  }
  return parse_postfix(std::move(*node));
}

Parser::Parsed Parser::parse_unary(Kind kind, int power) {
  const auto offset = token_.offset;
  if (!advance()) return std::nullopt;
  auto operand = parse_expression(kind == Kind::negation ? power : power_product);
  if (!operand) return std::nullopt;
  std::vector<Node> children;
  children.push_back(std::move(*operand));
  return make(kind, offset, std::move(children));
}

Parser::Parsed Parser::parse_infix(Node left, int power) {
  if (power == power_choice) return parse_choice(std::move(left));
  if (power == power_or) return parse_logical(std::move(left), Kind::either, power);
  if (power == power_and) return parse_logical(std::move(left), Kind::both, power);
  if (power == power_comparison) return parse_chain(std::move(left));
  const std::string sign(token_.spelling);
  const auto offset = token_.offset;
  if (sign == "%" && left.value.get<std::string>())
    return refuse(offset, "formatting a text with % isn't supported");
  if (!advance()) return std::nullopt;
  auto right = parse_expression(power);
  if (!right) return std::nullopt;
  std::vector<Node> children;
  children.push_back(std::move(left));
  children.push_back(std::move(*right));
  auto node = make(Kind::arithmetic, offset, std::move(children));
  if (node) node->name = sign;
  return node;
}

/// Parses `a or b or c` as one node, so that a long one isn't a deep one.
Parser::Parsed Parser::parse_logical(Node left, Kind kind, int power) {
  const std::string word(token_.spelling);
  const auto offset = left.offset;
  std::vector<Node> children;
  children.push_back(std::move(left));
  while (token_.is(word)) {
    if (!advance()) return std::nullopt;
    auto operand = parse_expression(power);
    if (!operand) return std::nullopt;
    children.push_back(std::move(*operand));
  }
  return make(kind, offset, std::move(children));
}

std::optional<std::string> Parser::take_comparison() {
  std::string sign(token_.spelling);
  if (!advance()) return std::nullopt;
  if (sign == "not") {
    if (!expect("in")) return std::nullopt;
    return "not in";
  }
  if (sign == "is" && token_.is("not")) {
    if (!advance()) return std::nullopt;
    return "is not";
  }
  return sign;
}

Parser::Parsed Parser::parse_chain(Node left) {
  const auto offset = left.offset;
  std::vector<Node> children;
  std::vector<std::string> signs;
  children.push_back(std::move(left));
  while (infix_power() == power_comparison) {
    if (token_.is("<>")) return refuse_token();
    const auto at = token_.offset;
    auto sign = take_comparison();
    auto operand = sign ? parse_expression(power_comparison) : std::nullopt;
    if (!operand) return std::nullopt;
    if (sign->starts_with("is") && !is_named_constant(*operand))
      return refuse(at, "only None, True and False can follow is; == compares");
    signs.push_back(std::move(*sign));
    children.push_back(std::move(*operand));
  }
  auto node = make(Kind::comparison, offset, std::move(children));
  if (node) node->signs = std::move(signs);
  return node;
}

Parser::Parsed Parser::parse_choice(Node then) {
  const auto offset = then.offset;
  if (!advance()) return std::nullopt;
  auto condition = parse_expression(power_choice);
  if (!condition || !expect("else")) return std::nullopt;
  auto otherwise = parse_expression(0);
  if (!otherwise) return std::nullopt;
  std::vector<Node> children;
  children.push_back(std::move(then));
  children.push_back(std::move(*condition));
  children.push_back(std::move(*otherwise));
  return make(Kind::choice, offset, std::move(children));
}

Parser::Parsed Parser::parse_parentheses() {
  const auto offset = token_.offset;
  std::vector<Node> elements;
  bool comma = false;
  if (!advance() || !parse_elements(")", elements, comma)) return std::nullopt;
  if (elements.size() == 1 && !comma) return parse_postfix(std::move(elements.front()));
  auto tuple = make(Kind::tuple, offset, std::move(elements));
  return tuple ? parse_postfix(std::move(*tuple)) : std::nullopt;
}

/// Parses expressions with commas between them up to `close`.
bool Parser::parse_elements(std::string_view close, std::vector<Node>& elements, bool& comma) {
  while (!token_.is(close)) {
    auto element = parse_expression(0);
    if (!element) return false;
    elements.push_back(std::move(*element));
    comma = token_.is(",");
    if (!comma) break;
    if (!advance()) return false;
  }
  comma = comma || elements.size() > 1;
  if (token_.is(close)) return advance();
  refuse_token();
  return false;
}

}  // namespace crmlink::condition
