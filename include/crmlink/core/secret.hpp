#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "crmlink/core/export.hpp"
#include "crmlink/core/result.hpp"

namespace crmlink {

/// Owns the text of a secret for as long as it is needed; wiped on destruction. Has no stream
/// operator and no copy.
class CRMLINK_EXPORT SecretText {
 public:
  /// Makes an empty text.
  SecretText() noexcept;
  /// Takes over `text` and leaves it empty, its storage wiped.
  explicit SecretText(std::string&& text) noexcept;
  SecretText(SecretText&& other) noexcept;
  SecretText& operator=(SecretText&& other) noexcept;
  ~SecretText();

  /// Returns the text: the one place where a secret becomes readable. Valid until this object
  /// changes.
  std::string_view reveal() const noexcept { return text_; }
  bool empty() const noexcept { return text_.empty(); }

 private:
  std::string text_;
};

/// Says where a secret comes from; resolved when used, so that a rotated token is picked up without
/// a reload.
///
/// A cheap handle. Thread-safe if a callback is.
class CRMLINK_EXPORT Secret {
 public:
  /// Gives the secret's text, or why there is none. Called on the thread that resolves; must not
  /// block for long.
  using Callback = std::function<Result<std::string>()>;

  /// Makes "no secret"; resolving it fails with Errc::secret_unavailable.
  Secret() noexcept;
  /// Makes a secret of the text itself; move it in, so that no other copy stays behind.
  static Secret literal(std::string text);
  /// Makes a secret that is read from an environment variable. The one place where the library
  /// reads the environment, and only because the configuration says so. The host must not change
  /// its environment while another thread resolves.
  static Secret environment(std::string variable);
  /// Makes a secret that is read from a regular file, whole; white space at the end is cut. At most
  /// 64 KiB. Resolving blocks for the file.
  static Secret file(std::string path);
  /// Makes a secret that the host gives; `name` is for messages.
  static Secret callback(std::string name, Callback callback);

  /// Returns whether there is a source at all.
  explicit operator bool() const noexcept { return source_ != nullptr; }

  /// Reads the secret now. Fails with Errc::secret_unavailable, with the source but never the text
  /// in the detail; an empty text is a failure too.
  Result<SecretText> resolve() const;

  /// Appends the secret to `out`; fails as resolve() does. Leaves no copy behind, also when `out`
  /// must grow; whoever owns `out` wipes it.
  Result<> append_to(std::string& out) const;

  /// Says where it comes from, safe to print: `environment variable CRM_TOKEN`, `file
  /// /run/secrets/crm`, `literal`.
  std::string describe() const;

 private:
  struct Source;
  explicit Secret(std::shared_ptr<const Source> source) noexcept;
  std::shared_ptr<const Source> source_;
};

/// What stands in place of a secret wherever something is printed.
inline constexpr std::string_view masked_secret = "********";

}  // namespace crmlink
