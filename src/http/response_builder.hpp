#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/http/message.hpp"

namespace crmlink::http {

/// Fields and body in one text; the fields are kept as places in it, so that moving the text moves
/// everything.
struct Response::State {
  struct Place {
    std::size_t name_begin;
    std::size_t name_size;
    std::size_t value_begin;
    std::size_t value_size;
  };

  int status = 0;
  std::string text;
  std::vector<Place> fields;
  std::size_t body_begin = 0;
  Diagnostics diagnostics;
};

/// Fills a Response while its bytes arrive: the fields first, then the body.
class ResponseBuilder {
 public:
  ResponseBuilder();

  void set_status(int status) { state_->status = status; }
  void add_field(std::string_view name, std::string_view value);
  /// Says that no field follows.
  void begin_body(std::size_t expected_size);
  void append_body(std::string_view part) { state_->text.append(part); }
  Response finish();

  static Diagnostics& diagnostics(Response& response) { return response.state_->diagnostics; }

 private:
  std::unique_ptr<Response::State> state_;
};

}  // namespace crmlink::http
