#include "html.hpp"

#include <utility>

namespace crm_service {

const std::string_view page_style = R"css(
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --accent: #2b6cb0; }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; }
header { background: var(--accent); color: #fff; padding: .6rem 1.5rem; font-weight: 600; }
main { max-width: 60rem; margin: 1.5rem auto; padding: 0 1.5rem; }
h1 { margin: 0 0 .25rem; font-size: 1.6rem; overflow-wrap: anywhere; }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
a { color: var(--accent); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.5rem; }
dt { opacity: .7; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
.badge { background: var(--soft); border-radius: 1rem; padding: .1rem .7rem; font-size: .85rem; }
.words { white-space: pre-wrap; overflow-wrap: anywhere; }
.comment { border-left: 3px solid var(--accent); background: var(--soft); margin: .6rem 0;
  padding: .5rem .9rem; }
.comment time, .none { opacity: .7; font-size: .85rem; }
@media (prefers-color-scheme: dark) { a { color: #7db4f5; } }
form { display: flex; gap: .6rem; margin-top: 1rem; }
input, button { font: inherit; padding: .4rem .8rem; }
)css";

Html& Html::raw(const char* markup) {
  markup_ += markup;
  return *this;
}

Html& Html::text(std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        markup_ += "&amp;";
        break;
      case '<':
        markup_ += "&lt;";
        break;
      case '>':
        markup_ += "&gt;";
        break;
      case '"':
        markup_ += "&quot;";
        break;
      case '\'':
        markup_ += "&#39;";
        break;
      case '\0':
        markup_ += "\uFFFD";
        break;
      default:
        markup_ += c;
    }
  }
  return *this;
}

Html& Html::element(const char* tag, std::string_view content) {
  return raw("<").raw(tag).raw(">").text(content).raw("</").raw(tag).raw(">");
}

WebReply Html::to_page(int status, std::string_view title) const {
  Html page;
  page.raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
      .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
      .raw("<link rel=\"stylesheet\" href=\"/style.css\">")
      .element("title", title)
      .raw("</head><body><header>Small CRM</header><main>");
  page.markup_ += markup_;
  page.raw("</main></body></html>\n");
  WebReply reply;
  reply.status = status;
  reply.content_type = "text/html; charset=utf-8";
  reply.body = std::move(page.markup_);
  reply.fields = {{"Content-Security-Policy",
                   "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
                   "frame-ancestors 'none'"},
                  {"Referrer-Policy", "no-referrer"},
                  {"X-Content-Type-Options", "nosniff"}};
  return reply;
}

}  // namespace crm_service
