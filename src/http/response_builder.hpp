#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/http/message.hpp"

namespace crmlink::http {

/// A reply in one allocation: this, the places of its fields, then their text and the body.
struct Response::State {
  /// Where a field stands in the text.
  struct Place {
    std::size_t name_begin;
    std::size_t name_size;
    std::size_t value_begin;
    std::size_t value_size;
  };

  static std::unique_ptr<State> make(int status, std::span<const Place> fields,
                                     std::string_view text, std::size_t body_begin);
  static void operator delete(void* memory) { ::operator delete(memory); }

  std::span<const Place> fields() const noexcept {
    return {reinterpret_cast<const Place*>(this + 1), field_count};
  }
  std::string_view text() const noexcept {
    return {reinterpret_cast<const char*>(fields().data() + field_count), text_size};
  }

  int status = 0;
  std::size_t field_count = 0;
  std::size_t text_size = 0;
  std::size_t body_begin = 0;
  Diagnostics diagnostics;
};

/// Collects a Response while its bytes arrive: the fields first, then the body. Used again for the
/// next one.
class ResponseBuilder {
 public:
  void clear();
  void set_status(int status) { status_ = status; }
  void add_field(std::string_view name, std::string_view value);
  /// Says that no field follows.
  void begin_body(std::size_t expected_size);
  void append_body(std::string_view part) { text_.append(part); }
  Response finish() const;
  /// Returns how much of the body is there.
  std::size_t body_size() const noexcept { return text_.size() - body_begin_; }
  /// Moves what is there of the body into `out`, in place of what it has.
  void take_body(std::string& out);
  /// Returns the reply without what is there of the body.
  Response head() const;

  static Diagnostics& diagnostics(Response& response) { return response.state_->diagnostics; }

 private:
  int status_ = 0;
  std::string text_;
  std::vector<Response::State::Place> fields_;
  std::size_t body_begin_ = 0;
};

}  // namespace crmlink::http
