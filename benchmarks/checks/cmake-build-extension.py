"""cmake-build-extension: setuptools builds a project's C++ with CMake and Ninja and packs what it installs.

round: 4
native: yes
extra: setuptools, wheel, pybind11
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile, zipfile
d = tempfile.mkdtemp(); os.makedirs(d + "/src/snow")
write = lambda name, text: open(f"{d}/src/{name}", "w").write(text)
write("setup.py", """
from pathlib import Path
import cmake_build_extension, pybind11, setuptools, sys
setuptools.setup(name="snow", version="1.2", packages=["snow"], cmdclass=dict(build_ext=cmake_build_extension.BuildExtension),
    ext_modules=[cmake_build_extension.CMakeExtension(name="Bindings", install_prefix="snow", source_dir=str(Path(__file__).parent.absolute()), write_top_level_init="from .flake import arms",
        expose_binaries=["bin/melt"],
        cmake_configure_options=[f"-DPython3_ROOT_DIR={Path(sys.prefix)}", f"-DPython3_EXECUTABLE={sys.executable}", f"-Dpybind11_DIR={pybind11.get_cmake_dir()}", "-DPYBIND11_FINDPYTHON=ON"])])
""")
write("snow/__init__.py", "")
write("CMakeLists.txt", """cmake_minimum_required(VERSION 3.18)
project(snow LANGUAGES CXX)
find_package(Python COMPONENTS Interpreter Development.Module REQUIRED)
find_package(pybind11 CONFIG REQUIRED)
pybind11_add_module(flake flake.cpp)
add_executable(melt melt.cpp)
install(TARGETS flake DESTINATION .)
install(TARGETS melt DESTINATION bin)
""")
write("flake.cpp", '#include <pybind11/pybind11.h>\n#include <pybind11/stl.h>\n#include <vector>\nstd::vector<int> arms(int n) { std::vector<int> v; for (int i = 0; i < n; ++i) v.push_back(i * 60); return v; }\nPYBIND11_MODULE(flake, m) { m.def("arms", &arms); }\n')
write("melt.cpp", '#include <iostream>\nint main() { std::cout << "water" << std::endl; }\n')
env = {**os.environ, "HOME": d, "PATH": os.path.join(sys.prefix, "bin") + ":" + os.environ["PATH"]}
r = subprocess.run([sys.executable, "setup.py", "bdist_wheel", "-d", d + "/dist"], cwd=d + "/src", env=env, capture_output=True, text=True, timeout=280)
assert r.returncode == 0, (r.stdout[-3000:], r.stderr[-4000:])
assert "-G Ninja" in r.stdout
wheel, = os.listdir(d + "/dist"); zipfile.ZipFile(f"{d}/dist/{wheel}").extractall(d + "/site")
assert "snow-1.2" in wheel and "none-any" not in wheel
r = subprocess.run([sys.executable, "-c", "import snow; print(snow.arms(6))"], cwd=d, env={**env, "PYTHONPATH": d + "/site"}, capture_output=True, text=True, timeout=60)
assert r.stdout == "[0, 60, 120, 180, 240, 300]\n", r
os.chmod(d + "/site/snow/bin/melt", 0o755)
assert subprocess.run([d + "/site/snow/bin/melt"], capture_output=True, text=True, timeout=60).stdout == "water\n"
