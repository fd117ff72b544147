#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crmlink/text/json_path.hpp"
#include "crmlink/text/text_template.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// What a template is compiled to: pieces that are copied, looked up, or computed. Immutable.
class TemplateProgram {
 public:
  struct Piece;

  /// A text for one slot: the whole template, or an argument of a function.
  struct Text {
    Slot slot = Slot::plain;
    std::vector<Piece> pieces;
  };

  /// Already encoded for the slot of its Text.
  struct Literal {
    std::string text;
  };

  struct Reference {
    std::string spelling;  ///< As it was written, without braces.
    std::string name;      ///< The variable: the spelling, or what precedes the path.
    std::uint64_t hash;
    JsonPath path;
  };

  /// DEFAULT_VALUE: the first argument that is present, straight into the slot.
  struct FirstPresent {
    std::vector<Text> arguments;
  };

  /// CONCAT_OR, CONCAT_AND: all that are present, straight into the slot.
  struct Join {
    std::string separator;  ///< Encoded for the slot.
    std::vector<Text> arguments;
  };

  /// Any other function: its arguments are plain texts, its result is encoded.
  struct Computation {
    std::string name;
    FunctionRegistry::Function function;
    bool needs_all_arguments;  ///< An absent argument makes the result absent, uncalled.
    std::vector<Text> arguments;
  };

  struct Piece {
    std::variant<Literal, Reference, FirstPresent, Join, Computation> what;
  };

  /// How the whole is put into a JSON slot.
  enum class Form : std::uint8_t {
    text,       ///< A JSON string around the pieces; in other slots the pieces alone.
    reference,  ///< One reference, whose value keeps its JSON type.
    typed,      ///< One function that gives JSON: NUMBER, BOOL, JSON.
  };

  TemplateProgram(std::string source, Text text, Form form);

  Result<Presence> expand(const Variables& variables, std::string& out) const;
  bool is_literal() const noexcept;
  const std::string& source() const noexcept { return source_; }
  const Text& text() const noexcept { return text_; }

 private:
  class Expansion;

  bool is_quoted() const noexcept;
  static const Variables::Entry* find(const Variables& variables, const Reference& reference) {
    return variables.find(reference.hash, reference.name);
  }

  std::string source_;
  Text text_;
  Form form_;
};

}  // namespace crmlink
