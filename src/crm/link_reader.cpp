#include "crm/link_reader.hpp"

namespace crmlink {
namespace {

void read_link(ConfigObject& object, std::string_view key, const Vocabulary& vocabulary,
               text::UrlTemplate& link) {
  const auto value = object.find(key);
  const auto source = value ? value->non_empty_text() : std::nullopt;
  if (!source) return;
  if (auto url = text::UrlTemplate::read(*value, *source, vocabulary)) link = std::move(*url);
}

void read_lookup(ConfigObject& root, const Vocabulary& vocabulary, CrmLinks& links) {
  auto lookup = root.optional_object("lookup_url");
  if (!lookup) return;
  for (const auto kind : {CrmLookupKind::phone, CrmLookupKind::sdk})
    read_link(*lookup, to_string(kind), vocabulary,
              links.lookup.at(static_cast<std::size_t>(kind)));
  lookup->reject_unknown();
}

void read_queues(ConfigObject& root, const Vocabulary& vocabulary, CrmLinks& links) {
  for (auto& [name, queue] : root.object_members("queues")) {
    read_link(queue, "open_custom_url", vocabulary, links.of_queue[name]);
    queue.reject_unknown();
  }
}

}  // namespace

CrmLinks read_crm_links(ConfigObject& root, const Vocabulary& vocabulary) {
  CrmLinks links;
  read_link(root, "account_url", vocabulary, links.account);
  read_link(root, "record_url", vocabulary, links.record);
  auto for_lookup = vocabulary;
  add_lookup_names(for_lookup);
  read_lookup(root, for_lookup, links);
  read_queues(root, vocabulary, links);
  return links;
}

}  // namespace crmlink
