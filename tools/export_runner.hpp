#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "crmlink/core/logger.hpp"
#include "crmlink/http/client.hpp"
#include "crmlink/http/resilience_options.hpp"
#include "crmlink/messages/message_export.hpp"

namespace crmlink::tool {

/// What is exported, and who takes it.
struct ExportPlan {
  explicit ExportPlan(MessageExportConfig of) : config(std::move(of)) {}

  MessageExportConfig config;
  MessageQuery query;
  std::string token;  ///< Where to go on; empty: the query from its beginning.
  /// Called before anything is asked for, with how far the export was; a failure ends it.
  std::function<Result<>(const MessageProgress&)> begin;
  /// Takes each batch; a failure ends the export.
  std::function<Result<>(const MessageBatch&)> take;
  http::ClientOptions client;
  http::ResilienceOptions resilience;
  Logger logger;
  std::function<void()> on_interrupt;  ///< Called once, when Ctrl-C has ended the export.
};

/// Runs the export to its end, to a failure, or until SIGINT or SIGTERM ends it; a second such
/// signal ends the process. Returns why it isn't whole, or "none".
Error run_export(ExportPlan plan);

}  // namespace crmlink::tool
