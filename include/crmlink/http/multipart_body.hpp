#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "crmlink/core/export.hpp"
#include "crmlink/http/body_source.hpp"

namespace crmlink::http {

class BodyChain;

/// A file in a form: what is sent, and what the server is told about it.
struct MultipartFile {
  /// Names the field of the form, the file, and what is in it.
  MultipartFile(std::string field_name, std::string file, std::shared_ptr<BodySource> content)
      : field(std::move(field_name)), file_name(std::move(file)), source(std::move(content)) {}

  std::string field;      ///< The field's name.
  std::string file_name;  ///< Without folders. Any UTF-8; see MultipartBody.
  /// What the file is. Default: `application/octet-stream`; empty: it isn't said, and a server
  /// takes it for text (RFC 7578 §4.4).
  std::string content_type = "application/octet-stream";
  std::shared_ptr<BodySource> source;  ///< Its bytes; used by the form alone.
};

/// A form with files, as browsers send it (multipart/form-data, RFC 7578), in constant memory.
///
/// Names go as UTF-8, with quotes, line breaks and other control characters as `%22`, `%0D`, `%0A`,
/// … (HTML standard, "multipart/form-data encoding algorithm"; RFC 7578 §4.2 forbids `filename*`),
/// so that no name can end its field. The boundary isn't looked for in the content: it holds 128
/// random bits. The size is known when that of all files is, and the form can be repeated when all
/// files can. A file that gives more or less than it announced fails the form. Each file's source
/// is told of the part of the progress that is its own (BodySource::on_sent).
class CRMLINK_EXPORT MultipartBody final : public BodySource {
 public:
  /// Makes a form without fields. Fails with Errc::invalid_argument when the system has no random
  /// numbers.
  static Result<std::shared_ptr<MultipartBody>> make();
  /// Makes a form with a boundary of one's own, for a test that compares bytes: 1 to 70 letters,
  /// digits and `'()+_,-./:=?` (RFC 2046 §5.1.1). Fails with Errc::invalid_argument.
  static Result<std::shared_ptr<MultipartBody>> make_with_boundary(std::string_view boundary);
  ~MultipartBody() override;
  MultipartBody(const MultipartBody&) = delete;
  MultipartBody& operator=(const MultipartBody&) = delete;

  /// Returns what belongs into the request's Content-Type: `multipart/form-data; boundary=…`.
  std::string content_type() const;

  /// Adds a field, whose value goes as it is, behind what is there; with a content type that isn't
  /// empty that is said of it. Call it before the form is sent. Fails with Errc::invalid_argument
  /// when there is a control character in the content type.
  Result<> add_field(std::string_view name, std::string_view value,
                     std::string_view content_type = {});
  /// Adds a file behind what is there. Call it before the form is sent. Fails with
  /// Errc::invalid_argument when there is no source, or a control character in the content type.
  Result<> add_file(MultipartFile file);

  std::optional<std::uint64_t> size() const override;
  bool can_repeat() const noexcept override;
  Result<> begin() override;
  /// Fails as the file that has its turn; the detail tells which part of the form that is.
  void pull(std::span<char> room, PullHandler handler) override;
  void on_sent(std::uint64_t bytes) override;

 private:
  explicit MultipartBody(std::string boundary);
  Result<> add_head(std::string_view disposition, std::string_view content_type);

  std::string boundary_;
  std::shared_ptr<BodyChain> chain_;
  std::size_t parts_ = 0;
};

}  // namespace crmlink::http
