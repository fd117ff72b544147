#include "crmlink/text/text_template.hpp"

#include <utility>

#include "text/template_parser.hpp"
#include "text/template_program.hpp"

namespace crmlink {
namespace {

using Visit = std::function<void(std::string_view)>;

void visit_references(const TemplateProgram::Text& text, const Visit& visit);

void visit_piece(const TemplateProgram::Literal& /*unused*/, const Visit& /*unused*/) {}

void visit_piece(const TemplateProgram::Reference& reference, const Visit& visit) {
  visit(reference.spelling);
}

void visit_piece(const auto& call, const Visit& visit) {
  for (const auto& argument : call.arguments)
    visit_references(argument, visit);
}

void visit_references(const TemplateProgram::Text& text, const Visit& visit) {
  for (const auto& piece : text.pieces)
    std::visit([&visit](const auto& what) { visit_piece(what, visit); }, piece.what);
}

std::string describe(const TemplateFault& fault) {
  auto text = fault.problem + " at byte " + std::to_string(fault.offset);
  if (!fault.nearest.empty()) text += "; did you mean " + fault.nearest + '?';
  return text;
}

}  // namespace

TextTemplate::TextTemplate() = default;

TextTemplate::TextTemplate(std::shared_ptr<const TemplateProgram> program) noexcept
    : program_(std::move(program)) {}

std::optional<TextTemplate> TextTemplate::parse(std::string_view text, const Options& options,
                                                std::vector<TemplateFault>& faults) {
  return TemplateParser(text, options, faults).parse();
}

Result<TextTemplate> TextTemplate::parse(std::string_view text, const Options& options) {
  std::vector<TemplateFault> faults;
  auto parsed = parse(text, options, faults);
  if (parsed) return std::move(*parsed);
  ErrorInfo info(Errc::invalid_template);
  info.detail = describe(faults.front());
  return Error(std::move(info));
}

Result<Presence> TextTemplate::expand(const Variables& variables, std::string& out) const {
  if (program_ == nullptr) return Presence::absent;
  return program_->expand(variables, out);
}

bool TextTemplate::is_literal() const noexcept {
  return program_ == nullptr || program_->is_literal();
}

std::string_view TextTemplate::source() const noexcept {
  return program_ == nullptr ? std::string_view() : std::string_view(program_->source());
}

void TextTemplate::for_each_reference(
    const std::function<void(std::string_view reference)>& visit) const {
  if (program_ != nullptr) visit_references(program_->text(), visit);
}

}  // namespace crmlink
