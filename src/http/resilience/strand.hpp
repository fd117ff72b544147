#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/strand.hpp>

namespace crmlink::http {

/// Where everything of one request runs, one thing at a time.
using Strand = boost::asio::strand<boost::asio::any_io_executor>;

}  // namespace crmlink::http
