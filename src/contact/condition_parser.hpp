#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contact/condition_lexer.hpp"
#include "contact/condition_node.hpp"

namespace crmlink::condition {

/// Parses an expression by the binding power of its operators; ends at the first fault.
class Parser {
 public:
  /// Both must outlive the parser.
  Parser(std::string_view text, const ContactPatternFactory& patterns) noexcept
      : lexer_(text), patterns_(patterns) {}

  /// Parses the whole text.
  std::optional<Node> parse();
  const ContactConditionFault& fault() const noexcept { return fault_; }

 private:
  /// A function or a method: how many arguments it takes.
  struct Callable {
    std::string_view name;
    std::size_t least;
    std::size_t most;
  };
  using Parsed = std::optional<Node>;

  static constexpr std::size_t max_depth = 64;

  // condition_parser.cpp: operators
  Parsed parse_expression(int power);
  Parsed parse_prefix(int power);
  Parsed parse_unary(Kind kind, int power);
  Parsed parse_infix(Node left, int power);
  Parsed parse_logical(Node left, Kind kind, int power);
  Parsed parse_chain(Node left);
  std::optional<std::string> take_comparison();
  Parsed parse_choice(Node then);
  Parsed parse_parentheses();
  bool parse_elements(std::string_view close, std::vector<Node>& elements, bool& comma);
  int infix_power() const noexcept;

  // condition_parser_calls.cpp: names, members and calls
  Parsed parse_name();
  Parsed parse_postfix(Node node);
  Parsed parse_member(Node node);
  Parsed parse_item(Node node);
  Parsed parse_contact_member(Node node, std::size_t offset, std::string_view name);
  Parsed parse_function(std::size_t offset, const std::string& name);
  Parsed parse_pattern(Node call);
  Parsed parse_call(Node call, const Callable& callable, std::size_t bound);
  static const Callable* find(std::span<const Callable> list, std::string_view name) noexcept;
  static std::span<const Callable> methods() noexcept;
  static std::span<const Callable> functions() noexcept;

  bool advance();
  bool take(std::string_view spelling);
  bool expect(std::string_view spelling);
  Parsed make(Kind kind, std::size_t offset, std::vector<Node> children);
  Parsed refuse(std::size_t offset, std::string problem, std::string nearest = {});
  Parsed refuse_token();

  Lexer lexer_;
  const ContactPatternFactory& patterns_;
  Token token_;
  std::size_t nesting_ = 0;
  ContactConditionFault fault_;
};

}  // namespace crmlink::condition
