#include <crmlink/core/version.hpp>

// A function of crmlink at an address of this plugin's own copy, and what it answers.
extern "C" const void* plugin_copy() {
  return reinterpret_cast<const void*>(&crmlink::version);
}

extern "C" bool plugin_works() {
  return crmlink::version().starts_with("0.1.");
}
