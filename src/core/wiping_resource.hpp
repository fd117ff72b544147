#pragma once

#include <boost/json/storage_ptr.hpp>

namespace crmlink {

/// Makes memory for JSON values that is wiped when it is given back: for documents that may hold
/// secrets.
boost::json::storage_ptr make_wiping_storage();

}  // namespace crmlink
