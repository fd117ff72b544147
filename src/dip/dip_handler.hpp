#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <functional>
#include <utility>

#include "crmlink/core/result.hpp"
#include "crmlink/dip/data_dip_profile.hpp"
#include "crmlink/http/message.hpp"

namespace crmlink {

/// What a dip gives to the transport: turns the reply into an outcome for the user's handler.
///
/// Has that handler's executor, cancellation slot and allocator, so that the transport does for it
/// what an asynchronous operation owes, and nothing needs to be done twice.
template <class MakeOutcome>
class DipHandler {
 public:
  DipHandler(MakeOutcome make_outcome, DataDipProfile::Handler handler,
             boost::asio::any_io_executor fallback)
      : make_outcome_(std::move(make_outcome)),
        handler_(std::move(handler)),
        fallback_(std::move(fallback)) {}

  void operator()(Result<http::Response> reply) {
    std::move(handler_)(make_outcome_(std::move(reply)));
  }

  const DataDipProfile::Handler& handler() const noexcept { return handler_; }
  const boost::asio::any_io_executor& fallback() const noexcept { return fallback_; }

 private:
  MakeOutcome make_outcome_;
  DataDipProfile::Handler handler_;
  boost::asio::any_io_executor fallback_;
};

}  // namespace crmlink

namespace boost::asio {

template <class MakeOutcome, class Candidate>
struct associated_executor<crmlink::DipHandler<MakeOutcome>, Candidate> {
  using Inner = associated_executor<crmlink::DataDipProfile::Handler, any_io_executor>;
  using type = typename Inner::type;
  // The transport's own executor is no candidate: handlers without one run on the services'.
  static type get(const crmlink::DipHandler<MakeOutcome>& handler,
                  const Candidate& = Candidate()) noexcept {
    return Inner::get(handler.handler(), handler.fallback());
  }
};

template <class MakeOutcome, class Candidate>
struct associated_cancellation_slot<crmlink::DipHandler<MakeOutcome>, Candidate> {
  using Inner = associated_cancellation_slot<crmlink::DataDipProfile::Handler, Candidate>;
  using type = typename Inner::type;
  static type get(const crmlink::DipHandler<MakeOutcome>& handler,
                  const Candidate& candidate = Candidate()) noexcept {
    return Inner::get(handler.handler(), candidate);
  }
};

template <class MakeOutcome, class Candidate>
struct associated_allocator<crmlink::DipHandler<MakeOutcome>, Candidate> {
  using Inner = associated_allocator<crmlink::DataDipProfile::Handler, Candidate>;
  using type = typename Inner::type;
  static type get(const crmlink::DipHandler<MakeOutcome>& handler,
                  const Candidate& candidate = Candidate()) noexcept {
    return Inner::get(handler.handler(), candidate);
  }
};

}  // namespace boost::asio
