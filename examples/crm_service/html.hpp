#pragma once

#include <string>
#include <string_view>

#include "web_message.hpp"

namespace crm_service {

/// HTML that is put together. Text can't get into it but escaped.
class Html {
 public:
  /// Appends markup of ours; a literal.
  Html& raw(const char* markup);
  /// Appends somebody's text, for an element's content or an attribute in quotes.
  Html& text(std::string_view text);
  /// Appends `<tag>text</tag>`.
  Html& element(const char* tag, std::string_view content);

  /// Returns a page with this as its content: no script, no frame, nothing from elsewhere.
  WebReply to_page(int status, std::string_view title) const;

 private:
  std::string markup_;
};

/// The style sheet of all pages.
extern const std::string_view page_style;

}  // namespace crm_service
