# cmake -DSOURCE=... -DBUILD=... -P build.cmake: brings the fuzz preset's build up to date.
execute_process(COMMAND "${CMAKE_COMMAND}" --preset fuzz --log-level=WARNING
                WORKING_DIRECTORY "${SOURCE}" COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND "${CMAKE_COMMAND}" --build "${BUILD}" COMMAND_ERROR_IS_FATAL ANY)
