#include "crmlink/http/body_sink.hpp"

#include <utility>

namespace crmlink::http {

BodySink::~BodySink() = default;

FunctionSink::FunctionSink(Write write, Begin begin)
    : write_(std::move(write)), begin_(std::move(begin)) {}

Result<> FunctionSink::begin(const Response& head) {
  if (begin_) return begin_(head);
  if (!written_) return {};
  ErrorInfo info(Errc::body_sink_failed);
  info.detail = "a part of an earlier reply was written already";
  return Error(std::move(info));
}

void FunctionSink::write(std::string_view part, WriteHandler handler) {
  written_ = true;
  std::move(handler)(write_(part));
}

}  // namespace crmlink::http
