#include "exchange/arguments.hpp"

#include <sstream>

namespace crmlink::bench {

Arguments::Arguments(int count, const char* const* texts) : command_(count > 1 ? texts[1] : "") {
  for (int i = 2; i < count; ++i) {
    const std::string text = texts[i];
    const auto equals = text.find('=');
    if (equals == std::string::npos) give_up("not name=value: " + text);
    values_[text.substr(0, equals)] = text.substr(equals + 1);
  }
}

std::string Arguments::text(const std::string& name, std::string_view otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string(otherwise) : found->second;
}

std::size_t Arguments::number(const std::string& name, std::size_t otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() ? otherwise : std::stoul(found->second);
}

std::vector<std::string> Arguments::clients() const {
  std::istringstream names(text("clients", "limit,crmlink"));
  std::vector<std::string> clients;
  for (std::string name; std::getline(names, name, ',');)
    clients.push_back(name);
  return clients;
}

}  // namespace crmlink::bench
