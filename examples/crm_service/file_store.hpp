#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>

#include "crmlink/core/result.hpp"

namespace crm_service {

/// A file that is being received. Its bytes are gone with it unless a FileStore keeps them.
class PartFile {
 public:
  /// Makes the file; one without a path takes nothing.
  explicit PartFile(std::filesystem::path path);
  PartFile(PartFile&& other) noexcept;
  PartFile& operator=(PartFile&&) = delete;
  ~PartFile();

  /// Appends; false when the disk refuses.
  bool write(std::string_view bytes);

 private:
  friend class FileStore;
  std::filesystem::path path_;
  std::ofstream stream_;
};

/// A folder with the bytes of files, named by their ids. Used by one thread.
class FileStore {
 public:
  /// Takes `DATABASE-files` beside a database's file, and clears away what a crash left half
  /// received; for a database in memory a folder that is made for the first file and goes with this
  /// object.
  static crmlink::Result<FileStore> open(const std::string& database);
  FileStore(FileStore&& other) noexcept;
  FileStore& operator=(FileStore&&) = delete;
  ~FileStore();

  /// Begins to receive a file. What the disk refuses is seen when it is written or kept.
  PartFile begin();
  /// Makes what was received the file of that id, replacing what a crash may have left there; false
  /// when the disk refuses.
  bool keep(PartFile&& part, std::int64_t id);
  std::filesystem::path path_of(std::int64_t id) const;

 private:
  explicit FileStore(std::filesystem::path folder);

  std::filesystem::path folder_;
  bool temporary_;
  std::uint64_t parts_ = 0;
};

}  // namespace crm_service
