#include "core/wiping_resource.hpp"

#include <openssl/crypto.h>

#include <boost/json/memory_resource.hpp>
#include <new>

namespace crmlink {
namespace {

/// The alignment that operator new gives anyway is enough for Boost.JSON, which doesn't always give
/// back a block with the alignment that it asked for.
class WipingResource final : public boost::json::memory_resource {
 private:
  void* do_allocate(std::size_t size, std::size_t /*alignment*/) override {
    return ::operator new(size);
  }
  void do_deallocate(void* storage, std::size_t size, std::size_t /*alignment*/) override {
    OPENSSL_cleanse(storage, size);
    ::operator delete(storage);
  }
  bool do_is_equal(const boost::json::memory_resource& other) const noexcept override {
    return this == &other;
  }
};

}  // namespace

boost::json::storage_ptr make_wiping_storage() {
  return boost::json::make_shared_resource<WipingResource>();
}

}  // namespace crmlink
