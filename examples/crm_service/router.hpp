#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crm.hpp"
#include "file_upload.hpp"

namespace crm_service {

struct Route;

/// A request whose body comes in pieces. Must not outlive the Crm.
class Exchange {
 public:
  /// Finds the route of a head and checks who asks, so that nobody uploads in vain.
  Exchange(Crm& crm, WebRequest head);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange();

  /// Takes a piece of the body; an answer means that no more is wanted.
  std::optional<WebReply> take(std::string_view piece);
  /// Answers when the body is complete; does what was asked. Once.
  WebReply finish();

 private:
  std::optional<WebReply> admit();
  std::optional<WebReply> find_route();
  std::optional<WebReply> check_access() const;
  WebReply run();

  Crm& crm_;
  WebRequest head_;
  const Route* route_ = nullptr;
  std::int64_t id_ = 0;
  std::optional<WebReply> refusal_;
  std::size_t taken_ = 0;
  std::string body_;
  std::optional<FileUpload> upload_;
};

}  // namespace crm_service
