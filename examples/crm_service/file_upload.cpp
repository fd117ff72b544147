#include "file_upload.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <new>
#include <utility>

#include "hex.hpp"
#include "idempotency.hpp"

namespace crm_service {
namespace {

constexpr std::size_t longest_name = 255;
constexpr std::size_t longest_kind = 64;
// Boundaries, the heads of the parts and the field.
constexpr std::uint64_t most_around = 16 * 1024;
constexpr const char* default_type = "application/octet-stream";

bool is_media_type(std::string_view text) {
  const auto in_token = [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || std::string_view("!#$&^_.+-").find(c) != std::string_view::npos;
  };
  const auto slash = text.find('/');
  return slash != std::string_view::npos && slash > 0 && slash + 1 < text.size() &&
         text.size() <= longest_name &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(slash), in_token) &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(slash) + 1, text.end(), in_token);
}

/// A name without folders and without what could break a line.
bool is_file_name(std::string_view name) {
  const bool plain = std::none_of(name.begin(), name.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F || c == '/' || c == '\\';
  });
  return plain && !name.empty() && name != "." && name != ".." && name.size() <= longest_name &&
         is_utf8(name);
}

}  // namespace

/// Sorts the parts of the form.
class FileUpload::Form : public FormParts {
 public:
  explicit Form(FileUpload& upload) : upload_(upload) {}

  bool begin(FormPart part) override {
    in_file_ = part.file_name.has_value();
    if (in_file_ && part.name == "file") return upload_.begin_file(std::move(part));
    if (!in_file_ && part.name == "kind" && upload_.file_.kind.empty()) return true;
    return upload_.refuse(400, "form: expected one file named file, and a field kind at most");
  }
  bool take(std::string_view piece) override {
    if (in_file_) return upload_.append(piece);
    upload_.file_.kind += piece;
    if (upload_.file_.kind.size() <= longest_kind && is_ascii(piece)) return true;
    return upload_.refuse(400, "form: kind has at most 64 ASCII characters");
  }
  bool end() override { return true; }

 private:
  static bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
  }

  FileUpload& upload_;
  bool in_file_ = false;
};

void FileUpload::DigestDeleter::operator()(EVP_MD_CTX* digest) const {
  EVP_MD_CTX_free(digest);
}

FileUpload::FileUpload(Crm& crm, const WebRequest& head, std::int64_t record_id)
    : crm_(crm), digest_(EVP_MD_CTX_new()), form_(std::make_unique<Form>(*this)) {
  if (!digest_ || EVP_DigestInit_ex(digest_.get(), EVP_sha256(), nullptr) != 1)
    throw std::bad_alloc();
  file_.record_id = record_id;
  const auto boundary = boundary_of(head.content_type);
  if (!boundary) {
    refuse(400, "Content-Type: expected multipart/form-data with a boundary");
  } else if (head.content_length.value_or(0) > crm_.max_file_bytes + most_around) {
    refuse(413, "a file has at most " + std::to_string(crm_.max_file_bytes) + " bytes");
  } else if (!crm_.database.record(record_id)) {
    refuse(404, "no such record");
  } else {
    reader_.emplace(*boundary, *form_);
  }
}

FileUpload::~FileUpload() = default;

bool FileUpload::refuse(int status, std::string_view why) {
  if (!refusal_) refusal_ = problem(status, why);
  part_.reset();
  return false;
}

bool FileUpload::begin_file(FormPart part) {
  if (part_) return refuse(400, "form: one file at a time");
  file_.name = *std::move(part.file_name);
  file_.media_type = part.media_type.empty() ? default_type : std::move(part.media_type);
  if (!is_file_name(file_.name)) return refuse(400, "form: that isn't the name of a file");
  if (!is_media_type(file_.media_type)) return refuse(400, "form: that isn't a media type");
  part_.emplace(crm_.files.begin());
  return true;
}

bool FileUpload::append(std::string_view bytes) {
  file_.size += static_cast<std::int64_t>(bytes.size());
  if (static_cast<std::uint64_t>(file_.size) > crm_.max_file_bytes)
    return refuse(413, "a file has at most " + std::to_string(crm_.max_file_bytes) + " bytes");
  EVP_DigestUpdate(digest_.get(), bytes.data(), bytes.size());
  return part_->write(bytes) || refuse(500, "the disk refuses the file");
}

void FileUpload::take(std::string_view piece) {
  if (refusal_) return;
  if (!reader_->feed(piece)) refuse(400, "form: it can't be read");
}

void FileUpload::finish() {
  if (refusal_) return;
  if (!reader_->complete()) {
    refuse(400, "form: its end is missing");
  } else if (!part_) {
    refuse(400, "form: no file");
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_DigestFinal_ex(digest_.get(), digest.data(), &size);
  file_.sha256 = to_hex({digest.data(), size});
}

std::string FileUpload::fingerprint() const {
  std::string all;
  for (const auto* const one : {&file_.name, &file_.media_type, &file_.kind, &file_.sha256})
    all.append(*one).push_back('\0');
  return sha256_of(all);
}

WebReply FileUpload::store() {
  const auto id = crm_.database.add_file(file_);
  if (!crm_.files.keep(*std::move(part_), id)) return problem(500, "the disk refuses the file");
  const auto number = std::to_string(id);
  auto reply = json_reply(
      201, boost::json::object{
               {"file", boost::json::object{{"id", id},
                                            {"size", file_.size},
                                            {"url", crm_.base_url + "/files/" + number}}}});
  reply.fields.emplace_back("Location", "/api/files/" + number);
  return reply;
}

}  // namespace crm_service
