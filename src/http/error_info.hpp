#pragma once

#include <string>

#include "crmlink/core/error.hpp"

namespace crmlink::http {

/// Returns what an Error says, to be told anew with other sums; complaints are left out.
inline ErrorInfo info_of(const Error& error) {
  ErrorInfo info(static_cast<Errc>(error.code().value()));
  info.where = std::string(error.where());
  info.detail = std::string(error.detail());
  info.server_text = std::string(error.server_text());
  info.http_status = error.http_status();
  info.attempts = error.attempts();
  info.phase = error.phase();
  info.elapsed = error.elapsed();
  info.delivery = error.delivery();
  return info;
}

}  // namespace crmlink::http
