#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/text/text_template.hpp"
#include "text/template_program.hpp"

namespace crmlink {

/// Compiles one template; goes on after a fault, to find them all.
class TemplateParser {
 public:
  TemplateParser(std::string_view source, const TextTemplate::Options& options,
                 std::vector<TemplateFault>& faults);

  std::optional<TextTemplate> parse();

 private:
  using Text = TemplateProgram::Text;
  using Piece = TemplateProgram::Piece;
  using Reference = TemplateProgram::Reference;

  /// A part of the source, by byte offsets, so that every fault knows its place.
  struct Range {
    std::size_t begin;
    std::size_t end;
  };
  /// What a range is part of.
  struct Context {
    Slot slot;
    bool quoted;     ///< Inside the quotes of an argument, where `""` is a quote.
    unsigned depth;  ///< Of functions around it.
  };

  // template_parser.cpp: text with references
  Text parse_text(Range range, Context context);
  std::size_t parse_brace(Range range, std::string& literal, Text& text);
  std::size_t parse_angle(Range range, std::string& literal, Text& text);
  std::optional<Reference> resolve(std::string_view spelling, std::string& problem,
                                   std::string& nearest) const;
  std::size_t find_closing_brace(Range range) const noexcept;
  void add_literal(std::string& literal, Text& text) const;
  void check_literal(std::size_t at, Slot slot);
  void check_segments(const Text& text);
  TemplateProgram::Form form_of(const Text& text) const;

  // call_parser.cpp: functions
  Text parse_value(Range range, Context context);
  Text parse_call(Range range, Context context);
  Text parse_argument(Range range, Context context);
  std::vector<Text> parse_arguments(const std::vector<Range>& ranges, Slot slot, unsigned depth);
  Piece make_call(const FunctionRegistry::Entry& entry, const std::vector<Range>& ranges,
                  Context context);
  bool split_arguments(Range& list, std::vector<Range>& arguments);
  const FunctionRegistry::Entry* find_function(std::string_view name) const noexcept;
  std::string nearest_function(std::string_view name) const;
  FunctionRegistry::Function function_of(const FunctionRegistry::Entry& entry) const;
  void check_count(const FunctionRegistry::Entry& entry, std::size_t at, std::size_t count);
  void check_arguments(const FunctionRegistry::Entry& entry, const std::vector<Range>& ranges,
                       const std::vector<Text>& arguments);
  bool is_bare_variable(std::string_view word) const noexcept;
  Range trimmed(Range range) const noexcept;

  std::string_view view(Range range) const noexcept {
    return source_.substr(range.begin, range.end - range.begin);
  }
  bool starts_with(Range range, std::string_view prefix) const noexcept {
    return view(range).starts_with(prefix);
  }
  void add_fault(std::size_t offset, std::string problem, std::string nearest = {});

  std::string_view source_;
  const TextTemplate::Options& options_;
  std::vector<TemplateFault>& faults_;
  bool typed_ = false;  ///< The whole is one function that gives JSON.
};

}  // namespace crmlink
