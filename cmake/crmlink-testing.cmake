# The component "testing"; crmlinkConfig.cmake includes this when it is asked for.
if(NOT crmlink_SHARED)
  find_dependency(OpenSSL 3.0)
endif()
include("${CMAKE_CURRENT_LIST_DIR}/crmlinkTestingTargets.cmake")
set(crmlink_testing_FOUND TRUE)
