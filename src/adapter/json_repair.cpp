#include "adapter/json_repair.hpp"

#include <algorithm>

namespace crmlink {
namespace {

bool is_space(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_mark(char c) noexcept {
  return std::string_view("{}[]:,\"").find(c) != std::string_view::npos;
}

}  // namespace

std::string JsonRepair::run(std::vector<AdapterRepair>& repairs) {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (is_space(c)) {
      out_ += text_[at_++];
      continue;
    }
    if (c == '}' || c == ']') {
      close(repairs);
    } else if (c == ',') {
      comma_ = out_.size();
      comma_place_ = at_;
      last_ = Last::comma;
    } else if (c == ':') {
      last_ = Last::colon;
    } else {
      begin_value(repairs);
      if (c == '"') {
        take_string();
        continue;
      }
      if (c != '{' && c != '[') {
        take_word();
        continue;
      }
      last_ = Last::open;
    }
    out_ += c;
    ++at_;
  }
  return std::move(out_);
}

void JsonRepair::begin_value(std::vector<AdapterRepair>& repairs) {
  if (last_ != Last::value) return;
  repairs.emplace_back(at_, "a comma is missing");
  out_ += ',';
}

void JsonRepair::close(std::vector<AdapterRepair>& repairs) {
  if (last_ == Last::comma) {
    repairs.emplace_back(comma_place_, "a comma with nothing behind it");
    out_.erase(comma_, 1);
  }
  last_ = Last::value;
}

void JsonRepair::take_string() {
  out_ += text_[at_++];
  while (at_ < text_.size()) {
    const char c = text_[at_++];
    out_ += c;
    if (c == '"') break;
    if (c == '\\' && at_ < text_.size()) out_ += text_[at_++];
  }
  last_ = Last::value;
}

void JsonRepair::take_word() {
  while (at_ < text_.size() && !is_space(text_[at_]) && !is_mark(text_[at_]))
    out_ += text_[at_++];
  last_ = Last::value;
}

}  // namespace crmlink
