#pragma once

#include <boost/system/result.hpp>

#include "crmlink/core/error.hpp"

namespace crmlink {

/// What every function that can fail returns, and what completion handlers receive: a value or an
/// Error.
///
/// `if (result) use(*result); else log(result.error().message());` `.value()` throws
/// crmlink::Exception.
template <class T = void>
using Result = boost::system::result<T, Error>;

}  // namespace crmlink
