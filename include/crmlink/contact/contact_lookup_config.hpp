#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crmlink/contact/contact_condition.hpp"
#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/text/variables.hpp"

namespace crmlink {

/// The conversations that an integration is for, by their channel.
enum class ContactChannel : std::uint8_t { phone, chat, email, multi };

/// The conversations that an integration is for, by who began them.
enum class ContactDirection : std::uint8_t { inbound, outbound, both };

/// One integration: at which event of which conversation a server is asked, what it is sent, and
/// what becomes of its reply.
///
/// Immutable and cheap to copy; copies share one block. Thread-safe. Views live as long as a copy
/// does. Source: contact-lookup.md.
class CRMLINK_EXPORT ContactLookupConfig {
 public:
  std::string_view name() const noexcept;       ///< For messages, and {config_id}.
  ContactChannel channel() const noexcept;      ///< Default: multi, any.
  ContactDirection direction() const noexcept;  ///< Default: both.
  /// The events at which it runs, as the host names them; in any letter case.
  const std::vector<std::string>& events() const noexcept;
  /// The queues whose conversations it is for, by id or address; `*` is any.
  const std::vector<std::string>& queues() const noexcept;
  /// Whether it is for conversations without a queue; default: only when there are no queues().
  bool direct() const noexcept;
  /// Its place among those that run for an event; default 0.
  std::int64_t ordinal() const noexcept;
  /// Whether the request ends where it began, without a network (`edi://echo`).
  bool is_echo() const noexcept;

  /// How long the request may take, above 0 to 300 s; default 10 s.
  std::chrono::milliseconds timeout() const noexcept;
  /// How long it waits before its request, 0 to 1 h; default 0.
  std::chrono::milliseconds delay() const noexcept;
  /// The longest of those waits, of which one is drawn; equals delay() when there is one only.
  std::chrono::milliseconds delay_max() const noexcept;
  /// Whether the call waits for the reply: as configured, or because the reply is saved or sets
  /// something.
  bool blocks() const noexcept;
  /// Whether the server's certificate is verified; default: yes.
  bool verify() const noexcept;
  /// `auto`, `no` or the address of a proxy.
  const std::string& proxy() const noexcept;
  /// Under which id the host keeps the secret of its `authentication`; default: the name.
  const std::string& credential() const noexcept;
  /// The ids of all secrets that it needs.
  const std::vector<std::string>& credentials() const noexcept;

  /// The keys of what it saves that an agent sees; default: all of them. Says nothing of what
  /// others save.
  const std::vector<std::string>& agent_view() const noexcept;
  /// The keys of what it saves that are stored; default: none.
  const std::vector<std::string>& statistics_view() const noexcept;

  /// Returns why it isn't for an event of a conversation, `contact` and `event` being scopes of
  /// `scopes`; empty: it is.
  std::string mismatch(const Variables& scopes) const;

  /// The compiled form; internal.
  class State;
  explicit ContactLookupConfig(std::shared_ptr<const State> state) noexcept;
  const std::shared_ptr<const State>& state() const noexcept { return state_; }

 private:
  std::shared_ptr<const State> state_;
};

/// What parsing a configuration needs besides its text. Everything is optional.
struct ContactParseOptions {
  ContactParseOptions() = default;

  /// Stands at the start of complaints; empty: the configuration's name.
  std::string document;
  /// Compiles the regular expressions of conditions; empty: `re` is a complaint.
  ContactPatternFactory patterns;
};

/// Parses an integration (JSON; the schema is contact.schema.json).
///
/// Fails with Errc::invalid_configuration and all complaints at once, each with its JSON pointer,
/// line and column; nothing is half-loaded. Reads no secret, doesn't block.
CRMLINK_EXPORT Result<ContactLookupConfig> parse_contact_lookup(
    std::string_view json, const ContactParseOptions& options = {});

}  // namespace crmlink
