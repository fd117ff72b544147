#include "crmlink/dip/data_dip_observer.hpp"

namespace crmlink {

DataDipObserver::~DataDipObserver() = default;

}  // namespace crmlink
