# cmake -DSOURCE=... -DPRESET=... [-DTARGETS=a,b] -P build_preset.cmake: brings a preset's build, or some
# targets of it, up to date. For tests that need programs of another preset.
set(targets "")
if(TARGETS)
  string(REPLACE "," ";" targets "${TARGETS}")
  list(PREPEND targets --target)
endif()
execute_process(COMMAND "${CMAKE_COMMAND}" --preset "${PRESET}" --log-level=WARNING
                WORKING_DIRECTORY "${SOURCE}" COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND "${CMAKE_COMMAND}" --build --preset "${PRESET}" ${targets}
                WORKING_DIRECTORY "${SOURCE}" COMMAND_ERROR_IS_FATAL ANY)
