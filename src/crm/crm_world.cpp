#include "crm/crm_world.hpp"

#include <array>
#include <utility>

namespace crmlink {
namespace {

using namespace std::chrono_literals;

constexpr auto remembered_for = 10min;
constexpr std::size_t most_remembered = 10'000;
constexpr std::size_t key_digits = 32;

}  // namespace

CrmWorld::CrmWorld(CrmConfig of_config, std::shared_ptr<http::Transport> by, CrmServices host)
    : config(std::move(of_config)), transport(std::move(by)), services(std::move(host)) {
  std::random_device device;
  std::seed_seq seed{device(), device(), device(), device()};
  generator_.seed(seed);
}

double CrmWorld::random() {
  if (services.random) return services.random();
  const std::lock_guard lock(mutex_);
  return std::uniform_real_distribution<double>()(generator_);
}

std::string CrmWorld::make_key() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string key;
  const std::lock_guard lock(mutex_);
  while (key.size() < key_digits)
    key += digits[generator_() % digits.size()];
  return key;
}

void CrmWorld::remember(const std::string& search, const std::string& id) {
  const std::lock_guard lock(mutex_);
  forget_old();
  if (created_.size() < most_remembered) created_[search] = {id, now() + remembered_for};
}

std::optional<std::string> CrmWorld::recall(const std::string& search) {
  const std::lock_guard lock(mutex_);
  const auto found = created_.find(search);
  if (found == created_.end() || found->second.until < now()) return std::nullopt;
  return found->second.id;
}

void CrmWorld::forget_old() {
  if (created_.size() < most_remembered) return;
  const auto present = now();
  std::erase_if(created_, [present](const auto& entry) { return entry.second.until < present; });
}

}  // namespace crmlink
