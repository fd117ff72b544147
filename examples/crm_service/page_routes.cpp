#include "page_routes.hpp"

#include <algorithm>
#include <string>

#include "crmlink/dip/answering.hpp"
#include "field_parameters.hpp"
#include "html.hpp"

namespace crm_service {
namespace {

WebReply nothing_there(std::string_view what) {
  Html html;
  html.element("h1", what).raw("<p>It isn't in this CRM.</p>");
  return html.to_page(404, what);
}

void add_entry(Html& html, std::string_view name, std::string_view value) {
  if (!value.empty()) html.element("dt", name).element("dd", value);
}

Html& add_link(Html& html, const char* folder, std::int64_t id, std::string_view text) {
  return html.raw("<a href=\"")
      .raw(folder)
      .text(std::to_string(id))
      .raw("\">")
      .text(text)
      .raw("</a>");
}

Html& add_badge(Html& html, std::string_view text) {
  return html.raw("<span class=\"badge\">").text(text).raw("</span>");
}

void add_records(Html& html, const std::vector<Record>& records) {
  html.raw("<h2>Records</h2>");
  if (records.empty()) html.raw("<p class=\"none\">None yet.</p>");
  if (records.empty()) return;
  html.raw("<table><tr><th>Subject</th><th>Status</th><th>Changed</th></tr>");
  for (const auto& record : records) {
    html.raw("<tr><td>");
    add_link(html, "/records/", record.id, record.subject);
    html.raw("</td>").element("td", record.status).element("td", record.updated_at).raw("</tr>");
  }
  html.raw("</table>");
}

void add_comments(Html& html, const std::vector<Comment>& comments) {
  html.raw("<h2>Comments</h2>");
  if (comments.empty()) html.raw("<p class=\"none\">None yet.</p>");
  for (const auto& comment : comments) {
    html.raw("<div class=\"comment\">").element("time", comment.created_at);
    html.raw("<div class=\"words\">").text(comment.body).raw("</div></div>");
  }
}

void add_files(Html& html, const std::vector<StoredFile>& files) {
  html.raw("<h2>Files</h2>");
  if (files.empty()) html.raw("<p class=\"none\">None yet.</p>");
  if (files.empty()) return;
  html.raw("<table><tr><th>Name</th><th>Kind</th><th>Type</th><th>Bytes</th></tr>");
  for (const auto& file : files) {
    html.raw("<tr><td>");
    add_link(html, "/files/", file.id, file.name).raw("</td>");
    html.element("td", file.kind).element("td", file.media_type);
    html.element("td", std::to_string(file.size)).raw("</tr>");
  }
  html.raw("</table>");
}

/// Whether a login may go on to a path: one of ours, not another site's.
bool is_page(std::string_view path) {
  const bool ours = path.starts_with("/accounts/") || path.starts_with("/records/") ||
                    path.starts_with("/files/");
  return ours && std::all_of(path.begin(), path.end(), [](char c) {
           return c == '/' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
         });
}

std::string value_of(const std::vector<WebField>& fields, std::string_view name) {
  for (const auto& [known, value] : fields)
    if (known == name) return value;
  return {};
}

}  // namespace

WebReply account_page(Crm& crm, const Call& call) {
  const auto account = crm.database.account(call.id);
  if (!account) return nothing_there("Account " + std::to_string(call.id));
  Html html;
  html.element("h1", account->name);
  add_badge(html, account->tier).raw("<dl>");
  add_entry(html, "Phone", account->phone);
  add_entry(html, "E-mail", account->email);
  add_entry(html, "Language", account->language);
  add_entry(html, "Customer", account->customer_id);
  add_entry(html, "Account number", account->account_number);
  add_entry(html, "Since", account->created_at);
  html.raw("</dl>");
  add_records(html, crm.database.records_of(account->id, ""));
  return html.to_page(200, account->name);
}

WebReply record_page(Crm& crm, const Call& call) {
  const auto record = crm.database.record(call.id);
  if (!record) return nothing_there("Record " + std::to_string(call.id));
  const auto account = crm.database.account(record->account_id);
  Html html;
  html.element("h1", record->subject);
  add_badge(html, record->status).raw("<dl><dt>Account</dt><dd>");
  add_link(html, "/accounts/", record->account_id, account ? account->name : "");
  html.raw("</dd>");
  if (account) add_entry(html, "Phone", account->phone);
  add_entry(html, "Made", record->created_at);
  add_entry(html, "Changed", record->updated_at);
  html.raw("</dl><p class=\"words\">").text(record->description).raw("</p>");
  add_comments(html, crm.database.comments_of(record->id));
  add_files(html, crm.database.files_of(record->id));
  return html.to_page(200, record->subject);
}

WebReply style_sheet(Crm& /*crm*/, const Call& /*call*/) {
  WebReply reply;
  reply.content_type = "text/css; charset=utf-8";
  reply.body = page_style;
  return reply;
}

WebReply log_in(Crm& crm, const Call& call) {
  const auto form = parse_form(call.body);
  const FieldParameters type(call.head.content_type);
  if (!form || !same_word(type.value(), "application/x-www-form-urlencoded"))
    return problem(400, "expected a form");
  const auto next = value_of(*form, "next");
  if (!is_page(next)) return problem(400, "form: next isn't a page of this CRM");
  const auto token = crm.token.resolve();
  if (!token ||
      !crmlink::bearer_token_matches("Bearer " + value_of(*form, "token"), token->reveal()))
    return login_page(next, "That token is wrong.");
  auto reply = Html().to_page(303, "Logged in");
  reply.fields.emplace_back("Location", next);
  reply.fields.emplace_back("Set-Cookie", crm.sessions.begin());
  return reply;
}

WebReply login_page(std::string_view next, std::string_view why) {
  Html html;
  html.raw("<h1>Log in</h1><p>This page needs the CRM's token (CRM_TOKEN).</p>").element("p", why);
  html.raw("<form method=\"post\" action=\"/login\"><input type=\"hidden\" name=\"next\" value=\"")
      .text(next)
      .raw(
          "\"><input type=\"password\" name=\"token\" autocomplete=\"off\" aria-label=\"Token\" "
          "autofocus required><button>Log in</button></form>");
  auto page = html.to_page(401, "Log in");
  page.fields.emplace_back("WWW-Authenticate", "Bearer");
  return page;
}

}  // namespace crm_service
