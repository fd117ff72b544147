#pragma once

#include <boost/intrusive/list.hpp>
#include <cstddef>
#include <memory>

#include "http/executor.hpp"
#include "http/serial.hpp"

namespace crmlink::http {

/// Starts the reads of a busy client together, behind what is ready already.
///
/// A read that is started right after its request was sent finds nothing, fails, and is tried again
/// when the reply is there: one system call too many. When other exchanges are ready to be handled
/// first, the reply has often come when they have been. Lives inside the client's Serial.
class ReadBatch {
 public:
  /// Someone who is going to read; leaves the batch when destroyed.
  class Reader : public boost::intrusive::list_base_hook<
                     boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
   public:
    virtual void read_now() = 0;

   protected:
    Reader() = default;
    ~Reader() = default;
  };

  ReadBatch(const Executor& executor, std::shared_ptr<Serial> serial);
  ~ReadBatch();
  ReadBatch(const ReadBatch&) = delete;
  ReadBatch& operator=(const ReadBatch&) = delete;

  /// Counts the exchanges under way, by which it knows whether waiting is worth while.
  void count_begin() noexcept;
  void count_end() noexcept;
  /// Calls `reader` now or a moment later.
  void add(Reader& reader);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace crmlink::http
