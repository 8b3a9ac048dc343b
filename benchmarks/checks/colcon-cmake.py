"""colcon-cmake: colcon builds and tests CMake's projects in the order of their needs.

round: 6
native: yes
extra: cmake
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.makedirs(d + "/src/flake/include"); os.makedirs(d + "/src/snow")
env = {**os.environ, "HOME": d, "COLCON_HOME": d + "/.colcon", "LC_ALL": "C.UTF-8"}
def write(name, text): open(d + "/src/" + name, "w").write(text)
write("flake/CMakeLists.txt", """cmake_minimum_required(VERSION 3.16)
project(flake C)
add_library(flake STATIC flake.c)
target_include_directories(flake PUBLIC $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>)
install(FILES include/flake.h DESTINATION include)
install(TARGETS flake EXPORT flakeTargets DESTINATION lib)
install(EXPORT flakeTargets FILE flakeConfig.cmake DESTINATION share/flake/cmake)
""")
write("flake/include/flake.h", "int sides(void);\n"); write("flake/flake.c", '#include "flake.h"\nint sides(void) { return 6; }\n')
write("snow/CMakeLists.txt", """cmake_minimum_required(VERSION 3.16)
project(snow C)
find_package(flake REQUIRED)
enable_testing()
add_executable(snow snow.c)
target_link_libraries(snow flake)
install(TARGETS snow DESTINATION bin)
add_test(NAME six COMMAND snow)
""")
write("snow/snow.c", '#include <stdio.h>\n#include <flake.h>\nint main(void) { printf("sides %d\\n", sides()); return sides() != 6; }\n')
def go(*words, code=0):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "colcon"), *words], cwd=d, env=env, capture_output=True, text=True, timeout=100)
    assert r.returncode == code, r
    return r.stdout + r.stderr
said = go("build", "--paths", "src/snow", "src/flake", "--cmake-args", "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON")
assert "Finished <<< snow" in said and said.index("Finished <<< flake") < said.index("Starting >>> snow"), said
assert subprocess.run([d + "/install/snow/bin/snow"], capture_output=True, text=True).stdout == "sides 6\n"
assert "CMAKE_BUILD_TYPE:" in open(d + "/build/snow/CMakeCache.txt").read() and "flake.c" in open(d + "/build/compile_commands.json").read()
assert "CMAKE_PREFIX_PATH" in open(d + "/install/flake/share/flake/hook/cmake_prefix_path.sh").read()
r = subprocess.run(["/bin/sh", "-c", ". install/setup.sh && echo $CMAKE_PREFIX_PATH && snow"], cwd=d, env=env, capture_output=True, text=True); assert "install/flake" in r.stdout and "sides 6" in r.stdout, r
go("test", "--paths", "src/snow")
assert "1 test, 0 errors, 0 failures" in go("test-result", "--all")
write("snow/snow.c", "int main(void) { return 3; }\n"); go("build", "--paths", "src/*"); go("test", "--paths", "src/snow")
assert "1 failure" in go("test-result", "--all", code=1)
write("snow/snow.c", "int main(void) { return ice; }\n"); said = go("build", "--paths", "src/*", code=2); assert "Failed   <<< snow" in said, said
