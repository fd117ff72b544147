#include "crmlink/http/transport.hpp"

namespace crmlink::http {

Transport::~Transport() = default;

void Transport::prepare(const Url&) {}

}  // namespace crmlink::http
