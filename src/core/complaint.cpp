#include "crmlink/core/complaint.hpp"

#include "core/printable.hpp"

namespace crmlink {
namespace {

void append_place(std::string& out, const Complaint& complaint) {
  out += complaint.pointer;
  if (!complaint.position) return;
  if (!complaint.pointer.empty()) out += " (";
  out += "line " + std::to_string(complaint.position->line) + ", column " +
         std::to_string(complaint.position->column);
  if (!complaint.pointer.empty()) out += ')';
}

void append_part(std::string& out, std::string_view separator, std::string_view part) {
  if (!out.empty()) out += separator;
  out += part;
}

std::string fault_of(const Complaint& complaint) {
  std::string out = complaint.problem;
  if (!complaint.expected.empty()) append_part(out, "; ", "expected " + complaint.expected);
  if (!complaint.found.empty())
    append_part(out, complaint.expected.empty() ? "; " : ", ", "found " + complaint.found);
  if (!complaint.nearest.empty()) append_part(out, "; ", "did you mean " + complaint.nearest + "?");
  return out;
}

}  // namespace

std::string Complaint::message() const {
  std::string place;
  append_place(place, *this);
  std::string out = document;
  if (!place.empty()) append_part(out, ": ", place);
  append_part(out, ": ", fault_of(*this));
  return printable(out);
}

}  // namespace crmlink
