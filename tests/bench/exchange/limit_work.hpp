#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "exchange/facts.hpp"

namespace crmlink::bench {

/// The least that a body from templates costs: pieces compiled once, values found by index.
class LimitTemplates {
 public:
  LimitTemplates();
  /// Appends the body of a dip.
  void append_body(std::string& out) const;

 private:
  struct Piece {
    std::string_view literal;
    std::size_t value;           ///< Index of the value after it; none: the body's end.
    std::string_view otherwise;  ///< When the value is empty.
  };
  std::vector<Piece> pieces_;
  std::vector<std::string> values_;
};

/// The least that reading a reply costs: one scan over a copy that the result owns, values as views
/// into it. Used again for the next reply.
class LimitReply {
 public:
  /// Reads a reply and checks it.
  void read(Work work, std::string_view body);

 private:
  struct Parameter {
    std::string_view name;
    std::string_view value;
    bool display_to_agent;
    bool save_to_database;
  };
  void check(Work work) const;

  std::string text_;
  std::vector<Parameter> parameters_;
  std::vector<std::string_view> fields_;
};

}  // namespace crmlink::bench
