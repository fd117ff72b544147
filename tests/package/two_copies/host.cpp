#include <dlfcn.h>

#include <cstdio>
#include <set>

// Loads every plugin named on the command line, uses them all, unloads the first and uses the rest
// again.
namespace {

using Copy = const void* (*)();
using Works = bool (*)();

template <class Function>
Function function_of(void* plugin, const char* name) {
  return reinterpret_cast<Function>(dlsym(plugin, name));
}

bool works(void* plugin) {
  const auto run = function_of<Works>(plugin, "plugin_works");
  return run != nullptr && run();
}

}  // namespace

int main(int argc, char** argv) {
  std::set<const void*> copies;
  std::set<void*> plugins;
  for (int i = 1; i < argc; ++i) {
    void* const plugin = dlopen(argv[i], RTLD_NOW | RTLD_LOCAL);
    if (plugin == nullptr || !works(plugin)) {
      std::fprintf(stderr, "%s: %s\n", argv[i], plugin == nullptr ? dlerror() : "doesn't work");
      return 1;
    }
    plugins.insert(plugin);
    copies.insert(function_of<Copy>(plugin, "plugin_copy")());
  }
  if (copies.size() != plugins.size()) {
    std::fprintf(stderr, "%zu plugins share %zu copies\n", plugins.size(), copies.size());
    return 1;
  }
  dlclose(*plugins.begin());
  plugins.erase(plugins.begin());
  for (void* const plugin : plugins) {
    if (!works(plugin)) {
      return 1;
    }
  }
  std::printf("%zu copies in one process\n", copies.size());
}
