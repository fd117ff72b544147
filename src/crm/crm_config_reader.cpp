#include <algorithm>
#include <utility>

#include "core/nearest.hpp"
#include "crm/crm_config_state.hpp"
#include "crm/endpoint_reader.hpp"
#include "crm/upload_state.hpp"
#include "crmlink/crm/crm_variables.hpp"
#include "text/template_reader.hpp"

namespace crmlink {
namespace {

using namespace std::chrono_literals;
using State = CrmConfig::State;

constexpr DurationRange timeout_range{.least = 1s, .most = 10s};
constexpr auto default_timeout = 5s;
constexpr DurationRange upload_timeout_range{.least = 1s, .most = 1h};
constexpr auto default_upload_timeout = 10min;
constexpr DurationRange metadata_delay_range{.least = 0s, .most = 24h};
constexpr auto default_metadata_delay = 15min;

void read_endpoints(ConfigObject& root, const CrmEndpointReader& reader, State& state) {
  auto endpoints = root.required_object("endpoints");
  for (std::size_t n = 0; n < crm_operation_count; ++n) {
    const auto operation = static_cast<CrmOperation>(n);
    if (auto object = endpoints.optional_object(to_string(operation)))
      state.at(operation) = reader.read(operation, *object);
  }
  endpoints.reject_unknown();
}

void demand(const ConfigObject& root, const State& state, CrmOperation operation,
            CrmOperation needed) {
  if (!state.at(operation) || state.at(needed)) return;
  const auto pointer = "/endpoints/" + std::string(to_string(operation));
  root.complain(pointer, ConfigProblem("needs the endpoint \"" + std::string(to_string(needed)) +
                                       "\", which isn't configured"));
}

/// Records belong to accounts; updates, uploads and comments to records.
void check_dependencies(const ConfigObject& root, const State& state) {
  using enum CrmOperation;
  for (const auto record : {find_record, create_record}) {
    demand(root, state, record, find_account);
    if (!state.skip_account_creation) demand(root, state, record, create_account);
  }
  for (const auto after : {update_record, upload_file, comment})
    demand(root, state, after, state.skip_record_creation ? find_record : create_record);
  const auto& create = state.at(create_account);
  if (create && !create->conflict_verify.empty() && !state.at(find_account_by_id))
    root.complain("/endpoints/create_account/conflict/verify_match",
                  ConfigProblem("needs the endpoint \"find_account_by_id\""));
  if (state.reuse_records && !state.at(find_record))
    root.complain("reuse_records",
                  ConfigProblem("needs the endpoint \"find_record\", which isn't configured"));
}

void warn(State& state) {
  for (const auto operation : {CrmOperation::find_account, CrmOperation::find_record}) {
    const auto& endpoint = state.at(operation);
    if (!endpoint || !endpoint->verify.empty()) continue;
    state.warnings.push_back("/endpoints/" + std::string(to_string(operation)) +
                             ": without \"verify_match\", a server that ignores the search brings "
                             "a stranger's data to the agent");
  }
}

void add_origin(const text::UrlTemplate& url, std::vector<http::Url>& origins) {
  auto origin = http::Url::parse(url.origin());
  if (origin && std::find(origins.begin(), origins.end(), *origin) == origins.end())
    origins.push_back(std::move(*origin));
}

/// The CRM's own servers get the credential, and those that the configuration names besides.
void read_auth(ConfigObject& root, const CrmParseOptions& options, State& state) {
  if (auto auth = root.optional_object("auth"))
    state.auth = http::read_auth(*auth, options.secret_providers);
  for (const auto& endpoint : state.endpoints) {
    if (!endpoint) continue;
    add_origin(endpoint->url, state.auth.origins);
    if (endpoint->upload && endpoint->upload->then)
      add_origin(endpoint->upload->then->url, state.auth.origins);
  }
}

std::shared_ptr<const PhoneSettings> read_phones(ConfigObject& root, const CrmParseOptions& options,
                                                 State& state) {
  auto phones = std::make_shared<PhoneSettings>();
  phones->format = static_cast<PhoneFormat>(root.choice(
      "phone_format", {"automatic", "e164", "us_local", "us_local_standard", "international"},
      static_cast<std::size_t>(PhoneFormat::e164)));
  const auto region = root.text("default_region", "US");
  auto numbers =
      options.phone_numbers ? options.phone_numbers(region) : make_basic_phone_numbers(region);
  if (numbers) {
    phones->numbers = std::move(*numbers);
    if (auto missing = phones->numbers->missing(phones->format); !missing.empty())
      state.warnings.push_back("/phone_format: " + std::move(missing));
  } else {
    root.complain("default_region", ConfigProblem(std::string(numbers.error().detail())));
  }
  return phones;
}

void read_config(ConfigObject& root, const CrmParseOptions& options, State& state) {
  root.also_known("$schema");
  state.name = root.required_text("name");
  state.timeout = root.milliseconds("timeout_ms", timeout_range, default_timeout);
  state.upload_timeout =
      root.milliseconds("upload_timeout_ms", upload_timeout_range, default_upload_timeout);
  state.reuse_records = root.boolean("reuse_records", false);
  state.skip_account_creation = root.boolean("skip_account_creation", false);
  state.skip_record_creation = root.boolean("skip_record_creation", false);
  state.retry = static_cast<CrmRetryPolicy>(root.choice("retry", {"standard", "ccaip"}, 0));
  auto vocabulary = crm_vocabulary();
  text::declare_variables(root, vocabulary);
  const FunctionRegistry standard;
  state.phones = read_phones(root, options, state);
  const CrmEndpointReader reader(vocabulary, options.functions ? *options.functions : standard,
                                 state.phones, root.boolean("allow_insecure", false));
  read_endpoints(root, reader, state);
  read_auth(root, options, state);
  check_dependencies(root, state);
  state.links = read_crm_links(root, vocabulary);
  state.metadata_delay =
      root.milliseconds("metadata_delay_ms", metadata_delay_range, default_metadata_delay);
  warn(state);
  add_lookup_names(vocabulary);
  state.vocabulary = std::move(vocabulary);
  root.reject_unknown();
}

}  // namespace

Result<CrmConfig> parse_crm_config(std::string_view json, const CrmParseOptions& options) {
  auto document = ConfigDocument::parse(options.document, json);
  auto root = document.root();
  auto state = std::make_shared<State>();
  read_config(root, options, *state);
  if (options.document.empty()) document.rename(state->name);
  if (const auto verdict = document.finish(); !verdict) return verdict.error();
  return CrmConfig(std::move(state));
}

}  // namespace crmlink
