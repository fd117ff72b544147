#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/core/result.hpp"

namespace crm_service {

/// The fields of one line, in the order of the columns that were asked for.
using CsvRow = std::vector<std::string>;
using CsvColumns = std::span<const std::string_view>;

/// Parses CSV text (RFC 4180, LF allowed) whose first line names the columns. The file's columns
/// may have another order, and there may be more of them. `name` stands before the error.
crmlink::Result<std::vector<CsvRow>> parse_csv(std::string_view name, std::string_view text,
                                               CsvColumns columns);
/// Reads a file and parses it.
crmlink::Result<std::vector<CsvRow>> read_csv(const std::string& path, CsvColumns columns);
/// Writes a file, the columns' names first.
crmlink::Result<> write_csv(const std::string& path, CsvColumns columns,
                            std::span<const CsvRow> rows);

/// Makes the Error of a file or an argument that can't be used.
crmlink::Error failure(std::string_view where, std::string detail);

}  // namespace crm_service
