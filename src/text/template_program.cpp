#include "text/template_program.hpp"

#include <boost/json/value.hpp>
#include <utility>

#include "text/encode.hpp"
#include "text/json_writer.hpp"
#include "text/path_segments.hpp"
#include "text/variables_entry.hpp"

namespace crmlink {
namespace {

bool is_json(Slot slot) noexcept {
  return slot == Slot::json || slot == Slot::json_text;
}

// What a reference leads to; both null: absent.
struct Found {
  const std::string* text = nullptr;
  const boost::json::value* json = nullptr;
};

Found absent_if_empty(const boost::json::value* value) noexcept {
  if (value == nullptr || value->is_null()) return {};
  const auto* const text = value->if_string();
  return text != nullptr && text->empty() ? Found{} : Found{nullptr, value};
}

Error invalid_value(std::string detail) {
  ErrorInfo info(Errc::invalid_value);
  info.detail = std::move(detail);
  return Error(std::move(info));
}

// A file name of dots alone would name a folder.
void defuse_dots(std::string& out, std::size_t start) {
  const auto name = std::string_view(out).substr(start);
  if (name == "." || name == "..") out.replace(start, name.size(), name.size(), '_');
}

}  // namespace

// One run of a program. A text is *complete* when nothing in it was absent.
class TemplateProgram::Expansion {
 public:
  Expansion(const Variables& variables, std::string& out) : variables_(variables), out_(out) {}

  /// Appends the text; returns whether it is complete.
  bool write(const Text& text) {
    auto complete = true;
    for (const auto& piece : text.pieces)
      complete &= std::visit([&](const auto& what) { return write(what, text.slot); }, piece.what);
    return complete;
  }

  /// Appends a value of a scope as JSON of its own type, a text as a JSON string.
  void write_typed(const Reference& reference) {
    const auto found = find(reference);
    if (found.json != nullptr) return text::write_json(*found.json, out_);
    if (found.text == nullptr) return;
    out_ += '"';
    text::encode_json(*found.text, out_);
    out_ += '"';
  }

  /// Appends a function's result as it is: it is JSON.
  void write_typed(const Computation& computation) {
    if (const auto result = compute(computation)) out_ += *result;
  }

  /// Returns why the text can't stand in its slot; empty when it can.
  const std::string& failure() const noexcept { return failure_; }

 private:
  bool write(const Literal& literal, Slot /*unused*/) {
    out_ += literal.text;
    return true;
  }

  bool write(const Reference& reference, Slot slot) {
    const auto found = find(reference);
    if (found.text != nullptr) return encode(slot, *found.text, '{', reference.spelling, '}');
    if (found.json == nullptr) return false;
    if (const auto* const text = found.json->if_string())
      return encode(slot, *text, '{', reference.spelling, '}');
    std::string compact;
    text::write_json(*found.json, compact);
    return encode(slot, compact, '{', reference.spelling, '}');
  }

  bool write(const FirstPresent& call, Slot /*unused*/) {
    for (const auto& argument : call.arguments)
      if (write_whole(argument)) return true;
    return false;
  }

  bool write(const Join& call, Slot /*unused*/) {
    const auto start = out_.size();
    for (const auto& argument : call.arguments) {
      const auto before = out_.size();
      if (before != start) out_ += call.separator;
      if (!write_whole(argument)) out_.resize(before);
    }
    return out_.size() != start;
  }

  bool write(const Computation& call, Slot slot) {
    const auto result = compute(call);
    return result && !result->empty() && encode(slot, *result, '=', call.name, '(');
  }

  // An argument counts only as a whole: complete and not empty.
  bool write_whole(const Text& argument) {
    const auto start = out_.size();
    if (write(argument) && out_.size() != start) return true;
    out_.resize(start);
    return false;
  }

  std::optional<std::string> compute(const Computation& call) {
    std::vector<std::optional<std::string>> values;
    std::vector<std::optional<std::string_view>> views;
    values.reserve(call.arguments.size());  // the views need it not to move
    for (const auto& argument : call.arguments) {
      views.emplace_back();
      values.push_back(compute_argument(argument));
      if (values.back()) views.back() = *values.back();
      if (!values.back() && call.needs_all_arguments) return std::nullopt;
    }
    return call.function(views);
  }

  std::optional<std::string> compute_argument(const Text& argument) {
    std::string value;
    Expansion expansion(variables_, value);
    if (!expansion.write_whole(argument)) return std::nullopt;
    return value;
  }

  Found find(const Reference& reference) const noexcept {
    const auto* const entry = TemplateProgram::find(variables_, reference);
    if (entry == nullptr) return {};
    if (const auto* const root = std::get_if<boost::json::value>(&entry->value))
      return reference.path.empty() ? Found{nullptr, root}
                                    : absent_if_empty(reference.path.find(*root));
    return reference.path.empty() ? Found{std::get_if<std::string>(&entry->value), nullptr}
                                  : Found{};
  }

  bool encode(Slot slot, std::string_view value, char open, std::string_view name, char close) {
    if (text::encode(slot, value, out_)) return true;
    failure_.assign(1, open).append(name).append(1, close);
    if (close == '(') failure_ += ')';
    failure_ += " holds a control character, which a header can't";
    return true;
  }

  const Variables& variables_;
  std::string& out_;
  std::string failure_;
};

TemplateProgram::TemplateProgram(std::string source, Text text, Form form)
    : source_(std::move(source)), text_(std::move(text)), form_(form) {}

bool TemplateProgram::is_literal() const noexcept {
  for (const auto& piece : text_.pieces)
    if (!std::holds_alternative<Literal>(piece.what)) return false;
  return true;
}

bool TemplateProgram::is_quoted() const noexcept {
  return form_ == Form::text && is_json(text_.slot);
}

Result<Presence> TemplateProgram::expand(const Variables& variables, std::string& out) const {
  const auto start = out.size();
  if (is_quoted()) out += '"';
  const auto content = out.size();

  Expansion expansion(variables, out);
  if (form_ == Form::reference)
    expansion.write_typed(std::get<Reference>(text_.pieces.front().what));
  else if (form_ == Form::typed)
    expansion.write_typed(std::get<Computation>(text_.pieces.front().what));
  else
    expansion.write(text_);

  const auto empty = out.size() == content;
  const auto written = std::string_view(out).substr(content);
  auto failure = expansion.failure();
  if (text_.slot == Slot::url_path && text::has_dot_segment(written))
    failure = "a segment of the path came out as . or ..";
  if (empty || !failure.empty()) out.resize(start);
  if (!failure.empty()) return invalid_value(std::move(failure));
  if (empty) return Presence::absent;

  if (text_.slot == Slot::file_name) defuse_dots(out, content);
  if (is_quoted()) out += '"';
  return Presence::present;
}

}  // namespace crmlink
