#include "crmlink/http/exchange_observer.hpp"

namespace crmlink::http {

ExchangeObserver::~ExchangeObserver() = default;

}  // namespace crmlink::http
