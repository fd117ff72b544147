#include "complaint_text.hpp"

#include "terminal_text.hpp"

namespace crmlink::tool {
namespace {

std::string place(std::string_view file, const Complaint& complaint) {
  std::string text = printable(file);
  if (complaint.position) {
    text.append(":").append(std::to_string(complaint.position->line));
    text.append(":").append(std::to_string(complaint.position->column));
  }
  return text += ':';
}

}  // namespace

std::string message_without_place(Complaint complaint) {
  complaint.document.clear();
  complaint.pointer.clear();
  complaint.position.reset();
  return complaint.message();
}

std::string reason_text(const Error& error) {
  if (error != Errc::invalid_argument || error.where().empty() || error.detail().empty())
    return error.message();
  return std::string(error.where()).append(": ").append(error.detail());
}

std::string editor_line(std::string_view file, const Complaint& complaint, const Style& style) {
  std::string line = style.bold(place(file, complaint)) + ' ';
  if (!complaint.pointer.empty()) line += printable(complaint.pointer) + ": ";
  return line += printable(message_without_place(complaint));
}

}  // namespace crmlink::tool
