// Reads whatever bytes as a web service's reply and as a dip's request.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "crmlink/dip/answering.hpp"
#include "dip/reply_reader.hpp"

namespace {

using crmlink::AllowedParameter;
using crmlink::AllowedType;
using crmlink::Reply;
using crmlink::ReplyRules;

constexpr std::size_t most_parameters = 8;

void require(bool holds) {
  if (!holds) std::abort();
}

std::vector<AllowedParameter> allow_list() {
  std::vector<AllowedParameter> list(3);
  list[0].name = "language";
  list[0].max_length = 2;
  list[1].name = "id";
  list[1].type = AllowedType::number;
  list[1].max_length = 20;
  list[2].name = "vip";
  list[2].type = AllowedType::boolean;
  list[2].max_length = 5;
  return list;
}

void check(const Reply& reply) {
  require(reply.parameters.size() <= most_parameters);
  for (std::size_t i = 0; i < reply.parameters.size(); ++i) {
    require(!reply.parameters[i].name.empty());
    for (std::size_t k = 0; k < i; ++k)
      require(reply.parameters[i].name != reply.parameters[k].name);
  }
}

/// What was read, written again, reads the same.
void check_round_trip(const Reply& reply, const ReplyRules& rules) {
  crmlink::DataDipReply answer;
  for (const auto& parameter : reply.parameters)
    answer.set(parameter.name, parameter.value, parameter.display_to_agent,
               parameter.save_to_database);
  const auto json = answer.to_json();
  const auto again = crmlink::read_reply(json, rules);
  require(again.has_value() && again->parameters.size() == reply.parameters.size());
  for (std::size_t i = 0; i < reply.parameters.size(); ++i) {
    require(again->parameters[i].name == reply.parameters[i].name);
    require(again->parameters[i].value == reply.parameters[i].value);
    require(again->parameters[i].display_to_agent == reply.parameters[i].display_to_agent);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto list = allow_list();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const ReplyRules any{
      .allow = std::nullopt, .max_bytes = 1 << 20, .max_parameters = most_parameters};
  const ReplyRules few{.allow = list, .max_bytes = 1 << 20, .max_parameters = most_parameters};
  if (const auto reply = crmlink::read_reply(text, any)) {
    check(*reply);
    check_round_trip(*reply, any);
  }
  if (const auto reply = crmlink::read_reply(text, few)) check(*reply);
  static_cast<void>(crmlink::parse_data_dip_request(text));
  return 0;
}
