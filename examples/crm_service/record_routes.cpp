#include "record_routes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "request_json.hpp"

namespace crm_service {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_subject = 1000;
constexpr std::size_t longest_description = 32 * 1024;
constexpr std::size_t longest_comment = 32 * 1024;
constexpr std::string_view open = "open";
constexpr std::string_view closed = "closed";

/// What records are searched by.
struct RecordQuery {
  std::int64_t account_id = 0;
  std::string status;
};

std::optional<WebReply> read_query(const WebRequest& head, RecordQuery& query) {
  for (const auto& [name, value] : head.query) {
    if (name == "account_id" && query.account_id == 0) {
      query.account_id = parse_id(value).value_or(0);
      if (query.account_id == 0) return problem(400, "query: account_id isn't an id");
    } else if (name == "status" && query.status.empty()) {
      if (value != open && value != closed) return problem(400, "query: status is open or closed");
      query.status = value;
    } else {
      return problem(400, "query: expected account_id and, if you like, status, each once");
    }
  }
  if (query.account_id == 0) return problem(400, "query: expected account_id");
  return std::nullopt;
}

json::value to_json(const Record& record) {
  return json::object{{"id", record.id},
                      {"account_id", record.account_id},
                      {"subject", record.subject},
                      {"description", record.description},
                      {"status", record.status},
                      {"created_at", record.created_at},
                      {"updated_at", record.updated_at}};
}

json::value to_json(const Comment& comment) {
  return json::object{{"id", comment.id},
                      {"record_id", comment.record_id},
                      {"body", comment.body},
                      {"created_at", comment.created_at}};
}

WebReply no_such_record() {
  return problem(404, "no such record");
}

}  // namespace

WebReply find_records(Crm& crm, const Call& call) {
  RecordQuery query;
  if (auto refusal = read_query(call.head, query)) return *std::move(refusal);
  json::array found;
  for (const auto& record : crm.database.records_of(query.account_id, query.status))
    found.push_back(to_json(record));
  return json_reply(200, json::object{{"records", std::move(found)}});
}

WebReply show_record(Crm& crm, const Call& call) {
  const auto record = crm.database.record(call.id);
  if (!record) return no_such_record();
  return json_reply(200, json::object{{"record", to_json(*record)}});
}

WebReply create_record(Crm& crm, const Call& call) {
  RequestJson body(call.head.content_type, call.body);
  Record record;
  record.account_id = body.required_id("account_id");
  record.subject = body.required_text("subject", longest_subject);
  record.description = body.text("description", longest_description).value_or("");
  if (auto refusal = body.refusal()) return *std::move(refusal);
  if (!crm.database.account(record.account_id)) return problem(400, "account_id: no such account");
  const auto created = crm.database.record(crm.database.add_record(record));
  auto reply = json_reply(201, json::object{{"record", to_json(created.value())}});
  reply.fields.emplace_back("Location", "/api/records/" + std::to_string(created->id));
  return reply;
}

WebReply change_record(Crm& crm, const Call& call) {
  RequestJson body(call.head.content_type, call.body);
  RecordChange change;
  change.subject = body.text("subject", longest_subject);
  change.description = body.text("description", longest_description);
  change.status = body.choice("status", open, closed);
  if (change.subject && change.subject->empty()) body.complain("the subject mustn't be empty");
  if (auto refusal = body.refusal()) return *std::move(refusal);
  if (!crm.database.change_record(call.id, change)) return no_such_record();
  WebReply reply;
  reply.status = 204;
  return reply;
}

WebReply show_comments(Crm& crm, const Call& call) {
  if (!crm.database.record(call.id)) return no_such_record();
  json::array comments;
  for (const auto& comment : crm.database.comments_of(call.id))
    comments.push_back(to_json(comment));
  return json_reply(200, json::object{{"comments", std::move(comments)}});
}

WebReply add_comment(Crm& crm, const Call& call) {
  RequestJson body(call.head.content_type, call.body);
  const auto text = body.required_text("body", longest_comment);
  if (auto refusal = body.refusal()) return *std::move(refusal);
  if (!crm.database.record(call.id)) return no_such_record();
  const auto id = crm.database.add_comment(call.id, text);
  return json_reply(201, json::object{{"comment", json::object{{"id", id}}}});
}

}  // namespace crm_service
