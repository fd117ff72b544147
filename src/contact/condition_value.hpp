#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace crmlink::condition {

class Value;

/// None.
struct None {};
/// What re.match gives when there is one.
struct Match {};
/// Elements of a list or a tuple; shared, since values are copied.
struct Sequence {
  std::shared_ptr<const std::vector<Value>> elements;
  bool tuple = false;
};
/// A moment in UTC.
struct Moment {
  std::chrono::system_clock::time_point at;
};
/// A JSON object of the conversation, which outlives the evaluation.
using Dict = const boost::json::object*;

/// A value as Python has them.
class Value {
 public:
  using Data =
      std::variant<None, bool, std::int64_t, double, std::string, Sequence, Dict, Match, Moment>;

  Value() = default;
  Value(Data data) : data_(std::move(data)) {}  // NOLINT(google-explicit-constructor): of any kind
  /// Makes a list or a tuple.
  static Value sequence(std::vector<Value> elements, bool tuple);

  template <class T>
  const T* get() const noexcept {
    return std::get_if<T>(&data_);
  }
  bool is_none() const noexcept { return get<None>() != nullptr; }
  /// Returns the number that an int or a bool is.
  std::optional<std::int64_t> integer() const noexcept;
  /// Returns the nearest double of a number.
  std::optional<double> number() const noexcept;
  /// Returns whether it counts as true.
  bool truth() const noexcept;
  /// Returns what Python calls its type.
  std::string_view type() const noexcept;

 private:
  Data data_;
};

/// What an evaluation may still spend; one step is an operation, an element or a hundred bytes.
class Budget {
 public:
  /// Returns false when that is too much; everything after it is, too.
  bool spend(std::size_t steps) noexcept {
    left_ = steps > left_ ? 0 : left_ - steps;
    return left_ > 0;
  }
  bool is_spent() const noexcept { return left_ == 0; }

 private:
  std::size_t left_ = 100'000;
};

/// Makes a value of a conversation's JSON; std::nullopt for an integer beyond 64 bits or when the
/// budget is spent.
std::optional<Value> from_json(const boost::json::value& json, Budget& budget);

/// Returns whether two values are equal; those of different types aren't.
bool equal(const Value& a, const Value& b, Budget& budget);
/// Returns how two values compare; std::nullopt when Python raises a TypeError.
std::optional<std::partial_ordering> order(const Value& a, const Value& b, Budget& budget);

/// Returns whether a value can be a key: lists and dicts can't, nor a tuple that holds one.
bool is_hashable(const Value& value, Budget& budget) noexcept;

/// Appends what Python's repr() gives.
void write_repr(const Value& value, std::string& out, Budget& budget);
/// Returns what Python's str() gives.
std::string to_text(const Value& value, Budget& budget);

}  // namespace crmlink::condition
