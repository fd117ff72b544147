#include "crmlink/crm/crm_session.hpp"

#include <utility>

#include "crm/crm_session_run.hpp"
#include "crm/crm_session_state.hpp"
#include "crm/crm_spawn.hpp"

namespace crmlink {
namespace {

/// Starts `begin(run)` on a strand of its own.
template <class Begin>
void spawn(CrmSessionRun run, const CrmSessionState& state, GenericCrm::Handler handler,
           Begin begin) {
  spawn_on_crm(state.world->services.executor, std::move(run), std::move(handler), begin);
}

}  // namespace

CrmSession::CrmSession(const GenericCrm& crm, Variables variables)
    : state_(std::make_shared<CrmSessionState>(crm.world_, std::move(variables))) {}

CrmSession::CrmSession(const CrmSession&) = default;
CrmSession::CrmSession(CrmSession&&) noexcept = default;
CrmSession& CrmSession::operator=(const CrmSession&) = default;
CrmSession& CrmSession::operator=(CrmSession&&) noexcept = default;
CrmSession::~CrmSession() = default;

void CrmSession::set(std::string_view name, std::string_view value) {
  state_->set(name, value);
}

void CrmSession::use_account(std::string_view id) {
  state_->use_account(id);
}

Variables CrmSession::variables() const {
  return state_->variables();
}

std::string CrmSession::account_id() const {
  return state_->text("ACCOUNT_ID");
}

std::string CrmSession::record_id() const {
  return state_->text("RECORD_ID");
}

std::optional<CrmRecordPop> CrmSession::record_pop() const {
  auto page = state_->page();
  if (page.empty()) return std::nullopt;
  return CrmRecordPop(std::move(page));
}

void CrmSession::start_begin(CrmCallOptions options, Handler handler) const {
  spawn(CrmSessionRun(state_, std::move(options)), *state_, std::move(handler),
        [](CrmSessionRun& run) { return run.begin(); });
}

void CrmSession::start_report(CrmEvent event, CrmCallOptions options, Handler handler) const {
  // What is said of it is said of now, whenever its turn comes.
  spawn(CrmSessionRun(state_, std::move(options), state_->tasks_for(event)), *state_,
        std::move(handler), [](CrmSessionRun& run) { return run.report(); });
}

void CrmSession::start_finish(CrmClosing closing, CrmCallOptions options, Handler handler) const {
  auto tasks = state_->tasks_for(CrmEvent(CrmEventKind::ended));
  spawn(CrmSessionRun(state_, std::move(options), std::move(tasks)), *state_, std::move(handler),
        [&closing](CrmSessionRun& run) { return run.finish(std::move(closing)); });
}

}  // namespace crmlink
