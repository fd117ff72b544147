# The component "re2"; crmlinkConfig.cmake includes this when it is asked for.
if(NOT crmlink_SHARED)
  list(APPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")
  find_dependency(re2)
  list(REMOVE_ITEM CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")
endif()
include("${CMAKE_CURRENT_LIST_DIR}/crmlinkRe2Targets.cmake")
set(crmlink_re2_FOUND TRUE)
