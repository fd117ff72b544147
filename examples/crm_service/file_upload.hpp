#pragma once

#include <openssl/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crm.hpp"
#include "multipart_reader.hpp"

namespace crm_service {

/// Receives `POST /api/records/{id}/files`: a form with one part `file` and, if you like, a field
/// `kind`. The file goes to the disk as it comes. Must not outlive the Crm.
class FileUpload {
 public:
  /// Refuses at once what isn't a form, is too long, or is for no record. Throws SqlError.
  FileUpload(Crm& crm, const WebRequest& head, std::int64_t record_id);
  FileUpload(const FileUpload&) = delete;
  FileUpload& operator=(const FileUpload&) = delete;
  ~FileUpload();

  /// Takes a piece of the body.
  void take(std::string_view piece);
  /// Ends the body.
  void finish();
  /// Returns why it can't be stored; std::nullopt as long as it can.
  const std::optional<WebReply>& refusal() const { return refusal_; }
  /// Returns what tells this upload from another one with the same Idempotency-Key.
  std::string fingerprint() const;
  /// Stores what was received, inside of a transaction. Throws SqlError.
  WebReply store();

 private:
  class Form;
  struct DigestDeleter {
    void operator()(EVP_MD_CTX* digest) const;
  };

  bool refuse(int status, std::string_view why);
  bool begin_file(FormPart part);
  bool append(std::string_view bytes);

  Crm& crm_;
  StoredFile file_;
  std::optional<PartFile> part_;
  std::unique_ptr<EVP_MD_CTX, DigestDeleter> digest_;
  std::unique_ptr<Form> form_;
  std::optional<MultipartReader> reader_;
  std::optional<WebReply> refusal_;
};

}  // namespace crm_service
