#include "exchange/bench_client.hpp"

namespace crmlink::bench {

std::unique_ptr<BenchClient> make_client(std::string_view name, const Setup& setup,
                                         Listener& listener) {
  if (name == "limit") return make_limit_client(setup, listener);
  if (name == "crmlink") return make_crmlink_client(setup, listener);
  if (name == "beast") return make_beast_client(setup, listener);
#ifdef CRMLINK_BENCH_CURL
  if (name == "curl") return make_curl_client(setup, listener);
#endif
  give_up("no client of that name: " + std::string(name));
}

}  // namespace crmlink::bench
