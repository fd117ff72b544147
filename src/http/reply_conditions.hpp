#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/http/reply_test.hpp"
#include "crmlink/text/json_path.hpp"

namespace crmlink::http {

/// What is asked of the value that a path leads to.
enum class ReplyOperator : std::uint8_t { exists, equals, contains, empty, not_empty };

/// What must hold together.
struct ReplyTest::Conditions {
  Conditions() = default;

  bool hold(int status, std::string_view body, const boost::json::value* json) const;
  std::string describe() const;

  std::vector<int> statuses;  ///< Empty: any.
  std::optional<JsonPath> path;
  ReplyOperator op = ReplyOperator::exists;
  boost::json::value operand = true;
  std::string body_contains;  ///< Empty: any.

 private:
  bool holds_at_path(const boost::json::value* json) const;
  std::string describe_path() const;
};

}  // namespace crmlink::http
