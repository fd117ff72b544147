#include "crmlink/messages/message_export.hpp"

#include <utility>

#include "messages/export_position.hpp"
#include "messages/export_run.hpp"
#include "text/encode.hpp"

namespace crmlink {
namespace {

Error refused(const MessageExportConfig& config, std::string detail) {
  ErrorInfo info(Errc::invalid_argument);
  info.where = config.name;
  info.detail = std::move(detail);
  return info;
}

bool is_date(MessageQuery::Time time) {
  constexpr auto first = std::chrono::sys_days(std::chrono::year(1970) / 1 / 1);
  constexpr auto behind = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);
  return time >= first && time < behind;
}

std::shared_ptr<ExportRun> make_run(MessageExportConfig config,
                                    std::shared_ptr<http::Transport> transport,
                                    MessageExportServices services, ExportPosition position) {
  if (!services.clock) services.clock = make_system_clock(services.executor);
  return std::make_shared<ExportRun>(std::move(config), std::move(transport), std::move(services),
                                     std::move(position));
}

std::string in_token(std::string_view provider) {
  std::string text;
  text::encode_url(provider, text);
  return text;
}

}  // namespace

Result<MessageExport> MessageExport::open(MessageExportConfig config,
                                          std::shared_ptr<http::Transport> transport,
                                          MessageExportServices services, MessageQuery query) {
  if (query.from >= query.to) return refused(config, "the range ends before it begins");
  if (!is_date(query.from) || !is_date(query.to))
    return refused(config, "the range isn't within the years 1970 to 9999");
  if (!query.customer_session.empty() && !is_customer_session(query.customer_session))
    return refused(config, "a customer session has the form x.y or -x.y");
  ExportPosition position(config, std::move(query));
  return MessageExport(
      make_run(std::move(config), std::move(transport), std::move(services), std::move(position)));
}

Result<MessageExport> MessageExport::resume(MessageExportConfig config,
                                            std::shared_ptr<http::Transport> transport,
                                            MessageExportServices services,
                                            std::string_view token) {
  auto position = read_token(token);
  if (!position) return position.error().within(config.name);
  if (position->provider != in_token(config.provider))
    return refused(config, "the resume token is of another provider");
  position->provider = config.provider;
  return MessageExport(
      make_run(std::move(config), std::move(transport), std::move(services), std::move(*position)));
}

MessageExport::MessageExport(std::shared_ptr<ExportRun> run) noexcept : run_(std::move(run)) {}

MessageExport::MessageExport(MessageExport&&) noexcept = default;

MessageExport& MessageExport::operator=(MessageExport&& other) noexcept {
  if (run_ && run_ != other.run_) run_->close();
  run_ = std::move(other.run_);
  return *this;
}

MessageExport::~MessageExport() {
  if (run_) run_->close();
}

const MessageQuery& MessageExport::query() const noexcept {
  return run_->query();
}

const MessageProgress& MessageExport::progress_at_start() const noexcept {
  return run_->progress_at_start();
}

void MessageExport::start_next(std::size_t most, Handler handler) {
  run_->start_next(most, std::move(handler));
}

}  // namespace crmlink
