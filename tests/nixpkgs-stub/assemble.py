"""Fills the outputs of one package of the stub: copies files from Debian's trees to where nixpkgs would have them."""

import glob
import json
import os
import re
import shutil

with open(os.environ["filesPath"], encoding="utf-8") as file:
    wanted = json.load(file)
for output, directories in wanted.items():
    out = os.environ[output]
    os.mkdir(out)
    for directory, patterns in directories.items():
        os.makedirs(f"{out}/{directory}", exist_ok=True)
        for pattern in patterns:
            if " -> " in pattern:
                name, text = pattern.split(" -> ")
                os.symlink(text, f"{out}/{directory}/{name}")
                continue
            found = sorted(glob.glob(pattern))
            if not found:
                raise SystemExit(f"the stub finds no {pattern}")
            for path in found:
                target = f"{out}/{directory}/{os.path.basename(path)}"
                if os.path.isdir(path):
                    shutil.copytree(path, target, symlinks=True, dirs_exist_ok=True)
                    os.chmod(target, 0o755)
                elif not path.endswith(".pc"):
                    if not os.path.exists(target):
                        shutil.copy(os.path.realpath(path), target)
                        os.chmod(target, os.stat(path).st_mode | 0o200)
                else:
                    with open(path, encoding="utf-8") as file:
                        text = file.read()
                    text = re.sub(r"(?m)^prefix=.*$", f"prefix={out}", text)
                    text = re.sub(r"(?m)^libdir=.*$", f"libdir={os.environ.get('out', out)}/lib", text)
                    with open(target, "w", encoding="utf-8") as file:
                        file.write(re.sub(r"(?m)^includedir=.*$", f"includedir={out}/include", text))
