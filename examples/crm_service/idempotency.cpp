#include "idempotency.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "hex.hpp"

namespace crm_service {
namespace {

constexpr std::size_t longest_key = 255;

bool is_key(std::string_view key) {
  return key.size() <= longest_key &&
         std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
}

WebReply repeated(const KeptReply& kept, std::string_view fingerprint) {
  if (kept.fingerprint != fingerprint)
    return problem(422, "Idempotency-Key: it was used for other content");
  WebReply reply;
  reply.status = kept.status;
  reply.body = kept.body;
  reply.fields.emplace_back("Idempotent-Replayed", "true");
  return reply;
}

}  // namespace

WebReply answer_once(CrmDatabase& database, const WebRequest& head, std::string_view fingerprint,
                     const std::function<WebReply()>& make) {
  const auto& key = head.idempotency_key;
  if (!is_key(key))
    return problem(400, "Idempotency-Key: expected at most " + std::to_string(longest_key) +
                            " visible ASCII characters");
  auto step = database.transaction();
  if (!key.empty())
    if (const auto kept = database.kept_reply(key, head.path)) return repeated(*kept, fingerprint);
  auto reply = make();
  if (reply.status >= 300) return reply;
  if (!key.empty())
    database.keep_reply(key, head.path, {std::string(fingerprint), reply.status, reply.body});
  step.commit();
  return reply;
}

std::string sha256_of(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return to_hex({digest.data(), size});
}

}  // namespace crm_service
