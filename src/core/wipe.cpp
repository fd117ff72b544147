#include "core/wipe.hpp"

#include <openssl/crypto.h>

namespace crmlink {

void wipe(std::string& text) noexcept {
  text.resize(text.capacity());  // never allocates: the capacity is there
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

}  // namespace crmlink
