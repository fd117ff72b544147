# Counts what a dip costs, in an optimised build whatever this one is.
find_package(Python3 COMPONENTS Interpreter)
find_program(CRMLINK_VALGRIND valgrind)
mark_as_advanced(CRMLINK_VALGRIND)
if(NOT Python3_FOUND OR NOT CRMLINK_VALGRIND)
  message(STATUS "crmlink: no Python or no valgrind, so the cost of a dip isn't counted")
  return()
endif()

add_test(NAME bench_build COMMAND "${CMAKE_COMMAND}"
  "-DSOURCE=${PROJECT_SOURCE_DIR}" -DPRESET=bench -DTARGETS=exchange_bench,crmlink_cli
  -P "${PROJECT_SOURCE_DIR}/cmake/build_preset.cmake")
set_tests_properties(bench_build PROPERTIES
  LABELS bench FIXTURES_SETUP bench_programs TIMEOUT 900 PROCESSORS 2)

# Alone: how many replies one wait finds, and with it the system calls of a dip, depends on who else
# runs.
add_test(NAME bench_gate COMMAND "${Python3_EXECUTABLE}" gate.py
  WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
set_tests_properties(bench_gate PROPERTIES
  LABELS bench FIXTURES_REQUIRED bench_programs TIMEOUT 180 RUN_SERIAL TRUE
  ENVIRONMENT "PYTHONDONTWRITEBYTECODE=1;CRMLINK_EXCHANGE_BENCH=${PROJECT_SOURCE_DIR}/build/bench/bench/exchange_bench")

# What an export of a million messages takes says something of the tool, and nothing of sanitizers.
add_test(NAME bench_export_memory COMMAND "${Python3_EXECUTABLE}" export_test.py Million
  WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}/tests/tools")
set_tests_properties(bench_export_memory PROPERTIES
  LABELS bench FIXTURES_REQUIRED bench_programs TIMEOUT 180
  ENVIRONMENT "PYTHONDONTWRITEBYTECODE=1;CRMLINK_TOOL=${PROJECT_SOURCE_DIR}/build/bench/tools/crmlink")
