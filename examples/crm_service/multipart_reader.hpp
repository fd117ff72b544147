#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crm_service {

/// The head of a part of a form.
struct FormPart {
  std::string name;
  std::optional<std::string> file_name;  ///< Of a file; nullopt: a field.
  std::string media_type;                ///< Empty: none was given.
};

/// Takes what a MultipartReader finds. A false answer ends the reading.
class FormParts {
 public:
  virtual ~FormParts() = default;
  virtual bool begin(FormPart part) = 0;
  virtual bool take(std::string_view piece) = 0;
  virtual bool end() = 0;
};

/// Reads `multipart/form-data` (RFC 7578) in pieces of any size, in constant memory.
class MultipartReader {
 public:
  /// `parts` must outlive it.
  MultipartReader(std::string_view boundary, FormParts& parts);

  /// Reads on; false when this isn't a form, or `parts` wants no more.
  bool feed(std::string_view piece);
  /// Returns whether the form's end was read.
  bool complete() const { return state_ == State::complete; }

 private:
  enum class State : std::uint8_t { preamble, delimiter, head, body, complete, broken };

  bool step();
  bool read_until_delimiter();
  bool read_after_delimiter();
  bool read_head();
  bool pass_on(std::size_t size);

  FormParts& parts_;
  std::string delimiter_;
  std::string buffer_;
  State state_ = State::preamble;
};

/// Returns the boundary that a Content-Type names; std::nullopt when it isn't a form's.
std::optional<std::string> boundary_of(std::string_view content_type);

}  // namespace crm_service
