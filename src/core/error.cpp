#include "crmlink/core/error.hpp"

#include <boost/throw_exception.hpp>
#include <utility>

#include "core/printable.hpp"

namespace crmlink {
namespace {

void append_prefix(std::string& out, std::string_view prefix) {
  if (prefix.empty()) return;
  out += prefix;
  out += ": ";
}

std::string what_went_wrong(const ErrorInfo& info) {
  std::string out = make_error_code(info.code).message();
  if (info.code == Errc::http_status && info.http_status != 0)
    out += ' ' + std::to_string(info.http_status);
  return out;
}

std::string failure_line(const ErrorInfo& info) {
  std::string out;
  append_prefix(out, info.where);
  out += what_went_wrong(info);
  if (!info.detail.empty()) out += ": " + info.detail;
  return printable(out);
}

/// One line per complaint, each complete in itself.
std::string complaint_lines(const ErrorInfo& info) {
  std::string out;
  for (const Complaint& complaint : info.complaints) {
    if (!out.empty()) out += '\n';
    if (info.where != complaint.document) append_prefix(out, printable(info.where));
    out += complaint.message();
  }
  return out;
}

}  // namespace

Error::Error() noexcept = default;

Error::Error(Errc code) : Error(ErrorInfo(code)) {}

Error::Error(ErrorInfo info) {
  info.server_text = printable(cut_utf8(info.server_text, max_server_text));
  block_ = std::make_shared<const ErrorInfo>(std::move(info));
}

boost::system::error_code Error::code() const noexcept {
  return block_ ? make_error_code(block_->code) : boost::system::error_code();
}

bool Error::is(Condition condition) const noexcept {
  return code() == make_error_condition(condition);
}

std::string_view Error::where() const noexcept {
  return block_ ? std::string_view(block_->where) : std::string_view();
}

std::string_view Error::detail() const noexcept {
  return block_ ? std::string_view(block_->detail) : std::string_view();
}

std::string_view Error::server_text() const noexcept {
  return block_ ? std::string_view(block_->server_text) : std::string_view();
}

int Error::http_status() const noexcept {
  return block_ ? block_->http_status : 0;
}

unsigned Error::attempts() const noexcept {
  return block_ ? block_->attempts : 0;
}

Phase Error::phase() const noexcept {
  return block_ ? block_->phase : Phase::none;
}

PhaseTimes Error::elapsed() const noexcept {
  return block_ ? block_->elapsed : PhaseTimes();
}

Delivery Error::delivery() const noexcept {
  return block_ ? block_->delivery : Delivery::not_sent;
}

std::span<const Complaint> Error::complaints() const noexcept {
  return block_ ? std::span<const Complaint>(block_->complaints) : std::span<const Complaint>();
}

std::string Error::message() const {
  if (!block_) return "no error";
  return block_->complaints.empty() ? failure_line(*block_) : complaint_lines(*block_);
}

Error Error::within(std::string_view outer) const {
  if (!block_ || outer.empty()) return *this;
  ErrorInfo info = *block_;
  info.where = info.where.empty() ? std::string(outer) : std::string(outer) + ": " + info.where;
  return info;
}

Exception::Exception(Error error)
    : system_error(error.code()),
      error_(std::move(error)),
      message_(std::make_shared<const std::string>(error_.message())) {}

Exception::~Exception() = default;

const char* Exception::what() const noexcept {
  return message_->c_str();
}

void throw_exception_from_error(const Error& error, const boost::source_location& location) {
  boost::throw_with_location(Exception(error), location);
}

}  // namespace crmlink
