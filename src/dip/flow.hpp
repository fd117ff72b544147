#pragma once

#include <memory>

#include "crmlink/dip/data_dip_profile.hpp"

namespace crmlink {

/// Where a dip finds everything; shared by the copies of a profile and the dips under way.
struct DipWorld {
  DataDipConfig config;
  std::shared_ptr<http::Transport> transport;
  DataDipServices services;
};

/// Runs one dip: renders, sends, reads the reply, and completes `handler` whatever happens.
///
/// No cache, no shared requests and no late answers yet: they belong between rendering and sending,
/// and between the reply and the handler.
void run_dip(std::shared_ptr<const DipWorld> world, const Variables& variables,
             DataDipOptions options, DataDipProfile::Handler handler);

}  // namespace crmlink
