#pragma once

#include "crmlink/core/boost_guard.hpp"

/// Marks a class or function that crmlink compiles and hands out of its shared library.
///
/// CRMLINK_STATIC is defined by the CMake target and the .pc file of a static crmlink; everything
/// then stays hidden, so that a host's plugin doesn't re-export it.
#if defined(CRMLINK_STATIC)
#define CRMLINK_EXPORT
#else
#define CRMLINK_EXPORT [[gnu::visibility("default")]]
#endif
