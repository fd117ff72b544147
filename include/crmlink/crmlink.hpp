#pragma once

/// Everything of crmlink but its optional components, such as the one for tests, which is in
/// crmlink/testing/.

#include "crmlink/core/clock.hpp"
#include "crmlink/core/config.hpp"
#include "crmlink/core/json.hpp"
#include "crmlink/core/logger.hpp"
#include "crmlink/core/result.hpp"
#include "crmlink/core/secret.hpp"
#include "crmlink/core/version.hpp"
#include "crmlink/dip/answering.hpp"
#include "crmlink/dip/call_data.hpp"
#include "crmlink/dip/data_dip_config.hpp"
#include "crmlink/dip/data_dip_explanation.hpp"
#include "crmlink/dip/data_dip_outcome.hpp"
#include "crmlink/dip/data_dip_profile.hpp"
#include "crmlink/dip/parameter_condition.hpp"
#include "crmlink/http/client.hpp"
#include "crmlink/http/http_config.hpp"
#include "crmlink/http/proxy.hpp"
#include "crmlink/http/resilient_transport.hpp"
#include "crmlink/http/tls.hpp"
#include "crmlink/http/transport.hpp"
#include "crmlink/http/url.hpp"
#include "crmlink/text/json_path.hpp"
#include "crmlink/text/text_template.hpp"
#include "crmlink/text/variables.hpp"
