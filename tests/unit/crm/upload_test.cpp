#include "flow_stand.hpp"

using namespace crmlink;
using namespace crmlink::test;
using Asked = std::vector<std::string>;

namespace {

const Variables session{{"RECORD_ID", "5"}, {"NAME", "Kim \"K\""}};

/// A configuration with an endpoint for uploads and one for comments.
CrmConfig upload_config(std::string_view upload) {
  const auto config = parse_crm_config(
      config_with("comment", R"({"url": "https://crm.example/r/{RECORD_ID}/c", "method": "POST",
      "parameters": [{"key": "text", "value": "{COMMENT_BODY}"}]}, "upload_file": )" +
                                 std::string(upload)));
  if (!config) FAIL(config.error().message());
  return *config;
}

class UploadStand : public FlowStand {
 public:
  explicit UploadStand(std::string_view upload)
      : crm_(upload_config(upload), transport, services) {}

  const CrmOutcome& upload(std::string content, CrmFileKind kind = CrmFileKind::call_recording) {
    CrmFile file(kind, "call \"1\".wav", source_of(std::move(content)));
    file.media_type = "audio/wav";
    crm_.async_upload(std::move(file), session, {}, keep());
    return result();
  }

 private:
  static std::shared_ptr<http::BodySource> source_of(std::string content) {
    const auto size = content.size();
    return std::make_shared<http::GeneratedBody>(
        [content = std::move(content), at = std::size_t{0}](std::span<char> room) mutable {
          const auto count = std::min(room.size(), content.size() - at);
          content.copy(room.data(), count, at);
          at += count;
          return Result<std::size_t>(count);
        },
        size);
  }

  GenericCrm crm_;
};

std::string field_of(const http::Request& request, std::string_view name) {
  for (const auto& field : request.fields)
    if (field.name == name) return field.value;
  return "";
}

}  // namespace

TEST_CASE("a file goes as base64 where the JSON has its place, a data URL included") {
  UploadStand stand(R"({"url": "https://crm.example/files", "method": "POST", "parameters": [
      {"key": "kind", "value": "{FILE_KIND}"}, {"key": "name", "value": "{FILE_NAME}"}, {"key": "record", "value": "{RECORD_ID}"},
      {"key": "data", "value": "data:{FILE_TYPE};base64,{FILE_DATA}"}],
      "attachment": {"id": "file.id"}, "attachment_url": "https://crm.example/r/{RECORD_ID}/f/{ATTACHMENT_ID}"})");
  stand.transport->respond(201, R"({"file": {"id": 31}})");
  const auto& outcome = stand.upload("hello\n");
  CHECK(outcome.status == CrmStatus::done);
  CHECK(outcome.id == "31");
  CHECK(outcome.url == "https://crm.example/r/5/f/31");
  const auto& request = stand.transport->requests()[0];
  constexpr auto* expected =
      R"({"kind":"call_recording","name":"call \"1\".wav","record":"5","data":"data:audio/wav;base64,aGVsbG8K"})";
  CHECK(request.body == expected);
  CHECK(field_of(request, "Content-Type") == "application/json");
}

TEST_CASE("a file goes as a part of a form, its name escaped") {
  UploadStand stand(R"({"url": "https://crm.example/files", "method": "POST",
      "format": "multipart", "parameters": [{"key": "who", "value": "{NAME}"},
        {"key": "none", "value": "{RATING}"}, {"key": "file", "value": "{FILE_DATA}"}],
      "attachment": {"url": "link"}, "comment": true})");
  stand.transport->respond(200, R"({"link": "https://files.example/1"})");
  stand.transport->respond(200, "");
  const auto& outcome = stand.upload("RIFF");
  CHECK(outcome.status == CrmStatus::done);
  CHECK(outcome.url == "https://files.example/1");
  const auto& body = stand.transport->requests()[0].body;
  CHECK(body.find("name=\"who\"\r\n\r\nKim \"K\"\r\n") != std::string::npos);
  CHECK(body.find("filename=\"call %221%22.wav\"") != std::string::npos);
  CHECK(body.find("Content-Type: audio/wav\r\n\r\nRIFF\r\n") != std::string::npos);
  CHECK(body.find("none") == std::string::npos);
  CHECK(field_of(stand.transport->requests()[0], "Content-Type")
            .starts_with("multipart/form-data; boundary="));
  CHECK(stand.asked() == Asked{"POST /files", "POST /r/5/c"});
  CHECK(stand.transport->requests()[1].body ==
        R"({"text":"call recording: https://files.example/1"})");
}

TEST_CASE("a raw upload is attached by a second request that carries its token") {
  UploadStand stand(R"({"url": "https://crm.example/uploads?filename={FILE_NAME}", "method": "POST",
      "format": "raw", "headers": {"Content-Type": "application/octet-stream"},
      "attachment": {"id": "upload.token"}, "then": {"url": "https://crm.example/r/{RECORD_ID}",
        "method": "PUT", "format": "body", "body": {"uploads": [
          {"token": "{ATTACHMENT_ID}", "filename": "{FILE_NAME}", "type": "{FILE_TYPE}"}]}}})");
  stand.transport->respond(201, R"({"upload": {"token": "1.ab"}})");
  stand.transport->respond(204, "");
  CHECK(stand.upload("RIFF").status == CrmStatus::done);
  CHECK(stand.asked() == Asked{"POST /uploads?filename=call%20%221%22.wav", "PUT /r/5"});
  const auto& requests = stand.transport->requests();
  CHECK(requests[0].body == "RIFF");
  CHECK(field_of(requests[0], "Content-Type") == "application/octet-stream");
  constexpr auto* expected =
      R"({"uploads":[{"token":"1.ab","filename":"call \"1\".wav","type":"audio/wav"}]})";
  CHECK(requests[1].body == expected);
}

TEST_CASE("without a token nothing is attached, and a refused one fails the upload") {
  constexpr auto* upload = R"({"url": "https://crm.example/u", "method": "POST", "format": "raw",
      "attachment": {"id": "token"}, "then": {"url": "https://crm.example/r", "method": "PUT"}})";
  UploadStand none(upload);
  none.transport->respond(201, "{}");
  CHECK(none.upload("x").status == CrmStatus::failed);
  CHECK(none.asked().size() == 1);
  UploadStand refused(upload);
  refused.transport->respond(201, R"({"token": 1})");
  refused.transport->respond(500, "");
  CHECK(refused.upload("x").status == CrmStatus::failed);
  CHECK(refused.outbox->size() == 0);
}

TEST_CASE("only the configured kinds are sent") {
  UploadStand stand(R"({"url": "https://crm.example/u", "method": "POST", "format": "raw",
      "kinds": ["voicemail"]})");
  const auto& outcome = stand.upload("x", CrmFileKind::photo);
  CHECK(outcome.status == CrmStatus::skipped);
  CHECK(outcome.steps[0].note == "not asked: files of the kind photo aren't sent");
  stand.transport->respond(200, "");
  CHECK(stand.upload("x", CrmFileKind::voicemail).status == CrmStatus::done);
}

TEST_CASE("a comment that fails doesn't undo the upload") {
  UploadStand stand(R"({"url": "https://crm.example/u", "method": "POST", "format": "raw",
      "attachment": {"url": "link"}, "comment": true})");
  stand.transport->respond(200, R"({"link": "https://files.example/1"})");
  stand.transport->respond(500, "");
  const auto& outcome = stand.upload("x");
  CHECK(outcome.status == CrmStatus::done);
  CHECK(outcome.steps[1].verdict == CrmVerdict::failed);
  CHECK(stand.outbox->size() == 1);
}

TEST_CASE("a body that has no place for the file, or two, is never sent") {
  for (const auto* const body : {R"({"a": 1})", R"({"a": "{FILE_DATA}", "b": "{FILE_DATA}"})"}) {
    UploadStand stand(R"({"url": "https://crm.example/u", "method": "POST", "format": "body",
        "body": )" + std::string(body) +
                      "}");
    CHECK(stand.upload("x").error == Errc::invalid_value);
    CHECK(stand.asked().empty());
  }
}

TEST_CASE("what can't be an upload is a complaint") {
  const auto complaints = complaints_of(config_with("upload_file", R"({"method": "POST",
      "url": "https://crm.example/u", "format": "multipart", "kinds": ["movie"],
      "parameters": [{"key": "a", "value": "{NAME}"}]})"));
  REQUIRE(complaints.size() == 2);
  CHECK(complaints[0].message().find("call_recording") != std::string::npos);
  CHECK(complaints[1].message().find("{FILE_DATA}") != std::string::npos);
  CHECK(complaints_of(config_with("upload_file", R"({"url": "https://crm.example/u",
      "method": "GET"})"))
            .size() == 1);
  CHECK(complaints_of(config_with("create_account", R"({"url": "https://crm.example/u",
      "method": "POST", "format": "raw"})"))
            .size() == 1);
}
