#include "web_message.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/url/encoding_opts.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/parse_query.hpp>
#include <boost/url/url_view.hpp>

namespace crm_service {
namespace {

constexpr std::size_t longest_target = 2048;

/// The bytes that follow a lead byte, and the range of the first of them (RFC 3629 §4).
struct Tail {
  std::size_t size;
  unsigned char least = 0x80;
  unsigned char most = 0xBF;
};

std::optional<Tail> tail_of(unsigned char lead) {
  if (lead < 0x80) return Tail{0};
  if (lead < 0xC2 || lead > 0xF4) return std::nullopt;
  if (lead < 0xE0) return Tail{1};
  if (lead == 0xE0) return Tail{2, 0xA0};
  if (lead == 0xED) return Tail{2, 0x80, 0x9F};
  if (lead < 0xF0) return Tail{2};
  if (lead == 0xF0) return Tail{3, 0x90};
  if (lead == 0xF4) return Tail{3, 0x80, 0x8F};
  return Tail{3};
}

std::vector<WebField> decoded(boost::urls::params_encoded_view params) {
  boost::urls::encoding_opts form;
  form.space_as_plus = true;
  std::vector<WebField> fields;
  for (const auto& param : params)
    fields.emplace_back(param.key.decode(form), param.value.decode(form));
  return fields;
}

}  // namespace

std::optional<std::pair<std::string, std::vector<WebField>>> parse_target(std::string_view target) {
  if (target.size() > longest_target) return std::nullopt;
  const auto url = boost::urls::parse_origin_form(target);
  if (!url) return std::nullopt;
  const std::string_view path = url->encoded_path();
  return std::pair{std::string(path), decoded(url->encoded_params())};
}

std::optional<std::vector<WebField>> parse_form(std::string_view body) {
  const auto params = boost::urls::parse_query(body);
  if (!params) return std::nullopt;
  return decoded(*params);
}

WebReply json_reply(int status, const boost::json::value& value) {
  WebReply reply;
  reply.status = status;
  reply.body = boost::json::serialize(value);
  return reply;
}

WebReply problem(int status, std::string_view error) {
  auto reply = json_reply(status, boost::json::object{{"error", error}});
  if (status == 401) reply.fields.emplace_back("WWW-Authenticate", "Bearer");
  return reply;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto tail = tail_of(byte(0));
    if (!tail || text.size() <= tail->size) return false;
    for (std::size_t i = 1; i <= tail->size; ++i) {
      const unsigned char least = i == 1 ? tail->least : 0x80;
      const unsigned char most = i == 1 ? tail->most : 0xBF;
      if (byte(i) < least || byte(i) > most) return false;
    }
    text.remove_prefix(tail->size + 1);
  }
  return true;
}

}  // namespace crm_service
