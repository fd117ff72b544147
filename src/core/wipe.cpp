#include "core/wipe.hpp"

#include <openssl/crypto.h>

namespace crmlink {

void wipe(std::string& text) noexcept {
  text.resize(text.capacity());  // never allocates: the capacity is there
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

void append_wiping(std::string& text, std::string_view more) {
  if (text.capacity() - text.size() < more.size()) {
    std::string grown;
    grown.reserve(2 * (text.size() + more.size()));
    grown = text;
    text.swap(grown);
    wipe(grown);
  }
  text += more;
}

}  // namespace crmlink
