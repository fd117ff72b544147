#include "file_routes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <utility>

namespace crm_service {
namespace {

namespace json = boost::json;

json::value to_json(const StoredFile& file, const std::string& base_url) {
  return json::object{{"id", file.id},
                      {"record_id", file.record_id},
                      {"name", file.name},
                      {"media_type", file.media_type},
                      {"kind", file.kind},
                      {"size", file.size},
                      {"sha256", file.sha256},
                      {"url", base_url + "/files/" + std::to_string(file.id)},
                      {"created_at", file.created_at}};
}

}  // namespace

WebReply show_files(Crm& crm, const Call& call) {
  if (!crm.database.record(call.id)) return problem(404, "no such record");
  json::array files;
  for (const auto& file : crm.database.files_of(call.id))
    files.push_back(to_json(file, crm.base_url));
  return json_reply(200, json::object{{"files", std::move(files)}});
}

WebReply download_file(Crm& crm, const Call& call) {
  const auto file = crm.database.file(call.id);
  if (!file) return problem(404, "no such file");
  WebReply reply;
  reply.content_type = file->media_type;
  reply.file = crm.files.path_of(file->id).string();
  // Somebody else's bytes under our origin: a browser must neither guess nor run what they are.
  const auto name = boost::urls::encode(file->name, boost::urls::unreserved_chars);
  reply.fields.emplace_back("Content-Disposition", "attachment; filename*=UTF-8''" + name);
  reply.fields.emplace_back("X-Content-Type-Options", "nosniff");
  reply.fields.emplace_back("Content-Security-Policy", "default-src 'none'; sandbox");
  return reply;
}

}  // namespace crm_service
