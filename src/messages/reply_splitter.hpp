#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace crmlink {

/// Splits a reply, which arrives in parts, into its messages: `[{"messages":[…]}]`, several such
/// envelopes, one without the brackets around it, or `[…]` of the messages themselves.
///
/// Holds one message at most; one that came whole in a part isn't copied. What it gives is a JSON
/// value by its brackets and quotes only: whoever reads it finds out the rest.
class ReplySplitter {
 public:
  enum class Step : std::uint8_t {
    element,  ///< Here is one.
    more,     ///< The part is used up.
    failed    ///< See problem(); nothing follows.
  };

  explicit ReplySplitter(std::size_t most_bytes) : most_(most_bytes) {}

  /// Takes the next part, which must live until next() has said `more`.
  void feed(std::string_view part);
  /// Gives the next element of the list; valid until the next call.
  Step next(std::string_view& element);
  /// Returns whether the reply is whole.
  bool is_complete() const noexcept { return expected_ == Expected::nothing; }
  /// Returns what is wrong, in words that hold nothing of the reply.
  const std::string& problem() const noexcept { return problem_; }

 private:
  enum class Expected : std::uint8_t {
    reply,          ///< The first byte.
    first_element,  ///< Or the end of the list.
    element,
    separator,  ///< Or the end of the list.
    rest,       ///< Of a value that has begun.
    nothing
  };

  void take_punctuation();
  void take_opening(char c);
  void end_list();
  void begin_value();
  bool scan_value();
  bool scan_string();
  bool scan_token(char c);
  void open_messages();
  bool end_value(std::string_view& element);
  std::string_view captured();
  void check_envelope(std::string_view text);
  void keep_rest();
  void fail(std::string problem);

  std::size_t most_;
  const char* at_ = nullptr;
  const char* end_ = nullptr;
  const char* begin_ = nullptr;  ///< Of what this part has of the value.
  Expected expected_ = Expected::reply;
  std::string value_;     ///< What earlier parts had of the value.
  std::string envelope_;  ///< The envelope without its messages, while these are read.
  std::string problem_;
  std::size_t depth_ = 0;  ///< Within the value.
  std::size_t key_ = 0;    ///< How many bytes of a name are those of `messages`; or `not_it`.
  std::uint8_t mark_ = 0;  ///< How many bytes of a byte order mark came.
  bool in_string_ = false;
  bool escaped_ = false;
  bool name_is_messages_ = false;  ///< Of the name that was just read.
  bool list_follows_ = false;      ///< Whether a list here is that of the messages.
  bool alone_ = false;             ///< Whether the envelope has no list around it.
  bool inside_ = false;            ///< Whether this is the list in an envelope.
  bool is_envelope_ = false;       ///< Whether the value had a list of messages.
};

}  // namespace crmlink
