#pragma once

#include <memory>

#include "crmlink/dip/data_dip_profile.hpp"
#include "dip/dip_world.hpp"

namespace crmlink {

/// Runs one dip: renders, looks into the cache, joins an identical dip or sends, reads the reply,
/// and completes `handler` whatever happens.
void run_dip(const std::shared_ptr<DipWorld>& world, const Variables& variables,
             DataDipOptions options, DataDipProfile::Handler handler);

/// Ends what goes on for nobody but late answers, and forgets what was kept: the last handle of the
/// profile is gone.
void close(DipWorld& world);

}  // namespace crmlink
