# crmlink_own_target(<target>): what holds for all code of this project and for nobody else's:
# language, warnings, visibility. Everything is PRIVATE, so that no consumer inherits it.
function(crmlink_own_target target)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  target_compile_features(${target} PRIVATE cxx_std_20)
  # -Wnull-dereference and, with ASan, -Wmaybe-uninitialized raise false alarms inside Boost.
  # -Wrestrict does in GCC 12's own std::string (GCC bug 105651).
  # -Wmismatched-new-delete does in Asio's coroutine frames.
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wundef -Wcast-align -Wcast-qual -Wunused
    -Wdouble-promotion -Wformat=2 -Wextra-semi -Wimplicit-fallthrough
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond;-Wlogical-op;-Wno-maybe-uninitialized;-Wno-restrict;-Wno-mismatched-new-delete>)
  if(CRMLINK_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()
