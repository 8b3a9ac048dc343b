"""OpenCC: converts between simplified and traditional Chinese, with its library's dictionaries.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
import opencc
assert opencc.OpenCC("s2t").convert("汉字转换") == "漢字轉換"
assert opencc.OpenCC("t2s").convert("憂鬱的臺灣烏龜") == "忧郁的台湾乌龟"
assert opencc.OpenCC("s2twp").convert("鼠标里面的硅二极管坏了") == "滑鼠裡面的矽二極體壞了"
assert opencc.OpenCC("t2jp").convert("國") == "国"
d = tempfile.mkdtemp()
open(d + "/in.txt", "w", encoding="utf-8").write("后台的头发\n")   # two words that only the words around them decide
r = subprocess.run([os.path.join(sys.prefix, "bin", "opencc"), "-c", "s2t.json", "-i", d + "/in.txt", "-o", d + "/out.txt"], capture_output=True, text=True)
assert r.returncode == 0 and open(d + "/out.txt", encoding="utf-8").read() == "後臺的頭髮\n", (r, os.listdir(d))
