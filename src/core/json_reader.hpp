#pragma once

#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>
#include <boost/system/result.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "crmlink/core/complaint.hpp"
#include "crmlink/core/json.hpp"

namespace crmlink {

/// Why a text isn't the JSON that was wanted; our words, nothing of the content.
struct JsonFault {
  std::string problem;
  std::size_t offset = 0;  ///< The byte at which it is.
};

/// Parses one JSON value into memory of `storage`.
boost::system::result<boost::json::value, JsonFault> read_json(std::string_view text,
                                                               const JsonLimits& limits,
                                                               boost::json::storage_ptr storage);

/// Returns line and column of a byte of `text`.
TextPosition position_at(std::string_view text, std::size_t offset) noexcept;

}  // namespace crmlink
