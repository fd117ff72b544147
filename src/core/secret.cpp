#include "crmlink/core/secret.hpp"

#include <cstdlib>
#include <utility>
#include <variant>

#include "core/secret_file.hpp"
#include "core/wipe.hpp"

namespace crmlink {
namespace {

Error unavailable(std::string reason) {
  ErrorInfo info(Errc::secret_unavailable);
  info.detail = std::move(reason);
  return info;
}

// Each source describes itself and reads; the reason of a failure doesn't name the source again.

struct Literal {
  SecretText text;

  std::string describe() const { return "literal"; }
  Result<SecretText> read() const { return SecretText(std::string(text.reveal())); }
};

struct Environment {
  std::string variable;

  std::string describe() const { return "environment variable " + variable; }
  Result<SecretText> read() const {
    const char* value = std::getenv(variable.c_str());
    if (value == nullptr) return unavailable("not set");
    return SecretText(std::string(value));
  }
};

struct File {
  std::string path;

  std::string describe() const { return "file " + path; }
  Result<SecretText> read() const { return read_secret_file(path); }
};

struct HostCallback {
  std::string name;
  Secret::Callback callback;

  std::string describe() const { return "callback " + name; }
  Result<SecretText> read() const {
    if (!callback) return unavailable("no function");
    try {
      Result<std::string> text = callback();
      if (!text) return unavailable(text.error().message());
      return SecretText(std::move(*text));
    } catch (...) {
      // The host's function, the library's promise: no exception leaves it.
      return unavailable("it threw an exception");
    }
  }
};

}  // namespace

SecretText::SecretText() noexcept = default;

SecretText::SecretText(std::string&& text) noexcept : text_(std::move(text)) {
  wipe(text);
}

SecretText::SecretText(SecretText&& other) noexcept : SecretText(std::move(other.text_)) {}

SecretText& SecretText::operator=(SecretText&& other) noexcept {
  if (this == &other) return *this;
  wipe(text_);
  text_ = std::move(other.text_);
  wipe(other.text_);
  return *this;
}

SecretText::~SecretText() {
  wipe(text_);
}

struct Secret::Source {
  std::variant<Literal, Environment, File, HostCallback> kind;
};

Secret::Secret() noexcept = default;

Secret::Secret(std::shared_ptr<const Source> source) noexcept : source_(std::move(source)) {}

Secret Secret::literal(std::string text) {
  return Secret(std::make_shared<const Source>(Source{Literal{SecretText(std::move(text))}}));
}

Secret Secret::environment(std::string variable) {
  return Secret(std::make_shared<const Source>(Source{Environment{std::move(variable)}}));
}

Secret Secret::file(std::string path) {
  return Secret(std::make_shared<const Source>(Source{File{std::move(path)}}));
}

Secret Secret::callback(std::string name, Callback callback) {
  return Secret(
      std::make_shared<const Source>(Source{HostCallback{std::move(name), std::move(callback)}}));
}

Result<SecretText> Secret::resolve() const {
  if (!source_) return unavailable("no source");
  auto text = std::visit([](const auto& source) { return source.read(); }, source_->kind);
  if (!text) return unavailable(describe() + ": " + std::string(text.error().detail()));
  if (text->empty()) return unavailable(describe() + ": empty");
  return text;
}

Result<> Secret::append_to(std::string& out) const {
  const auto* const literal = source_ ? std::get_if<Literal>(&source_->kind) : nullptr;
  if (literal != nullptr && !literal->text.empty()) {
    append_wiping(out, literal->text.reveal());
    return {};
  }
  const auto text = resolve();
  if (!text) return text.error();
  append_wiping(out, text->reveal());
  return {};
}

std::string Secret::describe() const {
  if (!source_) return "none";
  return std::visit([](const auto& source) { return source.describe(); }, source_->kind);
}

}  // namespace crmlink
