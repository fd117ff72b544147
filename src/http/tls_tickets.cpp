#include "http/tls_tickets.hpp"

#include <utility>

namespace crmlink::http {

void TlsTickets::keep(TlsTicket ticket) {
  if (tickets_.size() == most_kept) tickets_.erase(tickets_.begin());
  tickets_.push_back(std::move(ticket));
}

TlsTicket TlsTickets::take() {
  if (tickets_.empty()) return nullptr;
  if (tickets_.size() == 1) {
    SSL_SESSION_up_ref(tickets_.front().get());
    return TlsTicket(tickets_.front().get());
  }
  auto ticket = std::move(tickets_.back());
  tickets_.pop_back();
  return ticket;
}

}  // namespace crmlink::http
