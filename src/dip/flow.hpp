#pragma once

#include <memory>

#include "crmlink/dip/data_dip_profile.hpp"
#include "dip/dip_world.hpp"

namespace crmlink {

class Prefetch;

/// Runs one dip: renders, looks into the cache, joins an identical dip or sends, reads the reply,
/// and completes `handler` whatever happens. Returns the digest of its request. A late answer goes
/// to `prefetch`, too, if it is one.
RequestDigest run_dip(const std::shared_ptr<DipWorld>& world, const Variables& variables,
                      DataDipOptions options, DataDipProfile::Handler handler,
                      const std::shared_ptr<Prefetch>& prefetch = nullptr);

/// Ends what goes on for nobody but late answers, and forgets what was kept: the last handle of the
/// profile is gone.
void close(DipWorld& world);

}  // namespace crmlink
