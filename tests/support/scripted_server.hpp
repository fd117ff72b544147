#pragma once

#include "support/certificates.hpp"
#include "support/socket.hpp"
#include "testing/scripted_server.hpp"

// The component's inside, for tests that need more than its FaultServer offers.
namespace crmlink::test {

using testing::answer_with;
using testing::Conversation;
using testing::Gate;
using testing::make_reply;
using testing::PeerLeft;
using RecordedRequest = testing::ReceivedRequest;
using testing::Script;
using testing::ScriptedServer;
using testing::ServerOptions;

}  // namespace crmlink::test
