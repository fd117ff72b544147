#pragma once

#include <string>

#include "console.hpp"
#include "network_options.hpp"

namespace crmlink::tool {

/// What `crmlink login` was asked for.
struct LoginOptions {
  std::string file;
  std::string store_file;
  unsigned timeout_s = 300;  ///< For the person.
  NetworkOptions network;
  bool json = false;
};

/// Lets a person log in with a browser, and keeps the token in a file.
ExitStatus run_login_command(const LoginOptions& options, Console& console);

}  // namespace crmlink::tool
