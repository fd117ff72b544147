#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "contact/condition_value.hpp"
#include "crmlink/contact/contact_condition.hpp"

namespace crmlink::condition {

/// What a node does. Children are its operands in their order.
enum class Kind : std::uint8_t {
  constant,
  scope,      ///< `contact` or `event`: `name`.
  attribute,  ///< Of the child: `name`.
  item,       ///< Of the first child, by the second.
  list,
  tuple,
  both,        ///< `and` over all children.
  either,      ///< `or` over all children.
  negation,    ///< `not`.
  minus,       ///< Of one.
  plus,        ///< Of one.
  arithmetic,  ///< Of two: `name` is the sign.
  comparison,  ///< A chain: `signs` stand between the children.
  choice,      ///< Then, condition, else.
  call,        ///< Of the function or the method `name`; a method's object is the first child.
};

/// One node of an expression.
struct Node {
  Kind kind = Kind::constant;
  std::size_t offset = 0;  ///< The byte of the text at which it begins.
  std::size_t depth = 1;   ///< Of nodes below it, and itself.
  std::string name;
  Value value;
  std::vector<std::string> signs;
  std::vector<Node> children;
  std::shared_ptr<const ContactPattern> pattern;
};

}  // namespace crmlink::condition
