#include "file_store.hpp"

#include <cstdlib>
#include <string>
#include <utility>

#include "csv.hpp"

namespace crm_service {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view part_ending = ".part";

/// Returns an empty path when there is no room for a folder.
fs::path make_temporary_folder() {
  std::error_code error;
  auto name = (fs::temp_directory_path(error) / "crm_service-XXXXXX").string();
  return ::mkdtemp(name.data()) == nullptr ? fs::path() : fs::path(name);
}

void remove_parts(const fs::path& folder, std::error_code& error) {
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::end(entry);
       entry.increment(error))
    if (entry->path().extension() == part_ending) fs::remove(entry->path());
}

}  // namespace

PartFile::PartFile(fs::path path) : path_(std::move(path)), stream_(path_, std::ios::binary) {}

PartFile::PartFile(PartFile&& other) noexcept
    : path_(std::exchange(other.path_, {})), stream_(std::move(other.stream_)) {}

PartFile::~PartFile() {
  stream_.close();
  std::error_code ignored;
  if (!path_.empty()) fs::remove(path_, ignored);
}

bool PartFile::write(std::string_view bytes) {
  return static_cast<bool>(stream_.write(bytes.data(), static_cast<std::streamsize>(bytes.size())));
}

crmlink::Result<FileStore> FileStore::open(const std::string& database) {
  if (database.empty()) return FileStore({});
  std::error_code error;
  const fs::path folder(database + "-files");
  fs::create_directories(folder, error);
  if (!error) remove_parts(folder, error);
  if (error) return failure(folder.string(), error.message());
  return FileStore(folder);
}

FileStore::FileStore(fs::path folder) : folder_(std::move(folder)), temporary_(folder_.empty()) {}

FileStore::FileStore(FileStore&& other) noexcept
    : folder_(std::move(other.folder_)),
      temporary_(std::exchange(other.temporary_, false)),
      parts_(other.parts_) {}

FileStore::~FileStore() {
  std::error_code ignored;
  if (temporary_ && !folder_.empty()) fs::remove_all(folder_, ignored);
}

PartFile FileStore::begin() {
  if (folder_.empty()) folder_ = make_temporary_folder();
  if (folder_.empty()) return PartFile({});
  return PartFile(folder_ / (std::to_string(++parts_) + std::string(part_ending)));
}

bool FileStore::keep(PartFile&& part, std::int64_t id) {
  part.stream_.close();
  if (!part.stream_) return false;
  std::error_code error;
  fs::rename(part.path_, path_of(id), error);
  if (!error) part.path_.clear();
  return !error;
}

fs::path FileStore::path_of(std::int64_t id) const {
  return folder_ / std::to_string(id);
}

}  // namespace crm_service
