#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/http/body_source.hpp"

namespace crmlink::http {

/// Says which part of a file is sent, and who hears of it.
struct FileBodyOptions {
  FileBodyOptions() = default;

  /// Where it begins, in bytes. Default and zero: at the file's first byte.
  std::uint64_t offset = 0;
  /// How many bytes. Default: up to the file's end as it is when the file is opened. Zero: none.
  std::optional<std::uint64_t> length;
  /// Hears how many bytes have been handed to the socket; see BodySource::on_sent. Default: nobody.
  std::function<void(std::uint64_t bytes)> on_sent;
};

/// A body that is read from a file, in constant memory, as often as needed.
///
/// Open from open() to its end, so that a file that is deleted or replaced meanwhile is sent as it
/// was. Reads block the executor's thread for as long as the disk takes: 64 KiB at a time, from
/// what the system has read ahead.
class CRMLINK_EXPORT FileBody final : public BodySource {
 public:
  /// Opens a regular file. Fails with Errc::body_source_failed and the system's reason when it
  /// can't be opened, isn't a regular file or has fewer bytes than asked for. The error doesn't
  /// name the file, whose name may hold a caller's data.
  static Result<std::shared_ptr<FileBody>> open(const std::string& path,
                                                FileBodyOptions options = {});
  ~FileBody() override;
  FileBody(const FileBody&) = delete;
  FileBody& operator=(const FileBody&) = delete;

  std::optional<std::uint64_t> size() const override;
  bool can_repeat() const noexcept override;
  Result<> begin() override;
  /// Fails when the file has become shorter, or, unless FileBodyOptions::length was given, longer.
  void pull(std::span<char> room, PullHandler handler) override;
  void on_sent(std::uint64_t bytes) override;

 private:
  FileBody(int descriptor, FileBodyOptions options, std::uint64_t length) noexcept;
  Result<std::size_t> read(std::span<char> room);
  Result<> check_end() const;

  int descriptor_;
  FileBodyOptions options_;
  std::uint64_t length_;
  std::uint64_t read_ = 0;  ///< How much of the length.
};

}  // namespace crmlink::http
