"""LightRAG: graphs of knowledge from texts; its reader of Markdown has cairo draw the SVG pictures in them.

round: 7
native: no
extra: cairosvg, defusedxml
apt: libcairo2
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import base64, struct, tempfile, zipfile
from pathlib import Path
d = Path(tempfile.mkdtemp()); os.chdir(d)
from lightrag.parser.markdown.parser import NativeMarkdownParser, check_svg_rasterizer
assert check_svg_rasterizer() is None, check_svg_rasterizer()
svg = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><rect width="60" height="40" fill="#0000ff"/><text x="5" y="20">ice</text></svg>'
text = "# Snow\n\nIt falls.\n\n![picture](data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode() + ")\n\n## Ice\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![other](assets/o.svg)\n"
with zipfile.ZipFile(d / "a.textpack", "w") as z:
    z.writestr("x.textbundle/text.md", text)
    z.writestr("x.textbundle/assets/o.svg", svg.replace("60", "70"))
    z.writestr("x.textbundle/info.json", "{}")
parser = NativeMarkdownParser()
parser.validate_source(d / "a.textpack", "a.textpack")
blocks, warnings, metadata = parser.extract(d / "a.textpack", parsed_dir=d / "a.parsed", asset_dir=d / "a.assets", base_name="a")
assert not any(warnings.values()), warnings
assert "It falls." in str(blocks) and len(metadata["md_tables"]) == 1 and len(metadata["md_drawings"]) == 2, (blocks, metadata)
found = []
def walk(x):
    if isinstance(x, bytes): found.append(x)
    elif isinstance(x, dict): [walk(v) for v in x.values()]
    elif isinstance(x, (list, tuple, set)): [walk(v) for v in x]
    elif hasattr(x, "__dict__"): walk(vars(x))
walk(metadata["md_assets"])
sizes = sorted(struct.unpack(">II", x[16:24]) for x in found if x[:8] == b"\x89PNG\r\n\x1a\n")
assert sizes == [(60, 40), (70, 40)], (sizes, metadata["md_assets"])
import asyncio
import numpy as np
from lightrag import LightRAG, QueryParam
from lightrag.utils import EmbeddingFunc, Tokenizer
class Bytes:
    def encode(self, content): return list(content.encode())
    def decode(self, tokens): return bytes(tokens).decode(errors="replace")
async def embed(texts): return np.array([[t.lower().count(c) + 0.1 for c in "abcdefghijklmnop"] for t in texts], dtype=float)
async def model(prompt, system_prompt=None, history_messages=[], **k):
    if "SNOW" in prompt or "snow" in prompt.lower():
        return "entity<|#|>Snow<|#|>concept<|#|>Frozen water\nentity<|#|>Winter<|#|>concept<|#|>A season\nrelation<|#|>Snow<|#|>Winter<|#|>falls in<|#|>Snow falls in winter\n<|COMPLETE|>"
    return "<|COMPLETE|>"
async def main():
    rag = LightRAG(working_dir=str(d / "rag"), llm_model_func=model, embedding_func=EmbeddingFunc(embedding_dim=16, max_token_size=8192, func=embed), tokenizer=Tokenizer("bytes", Bytes()))
    await rag.initialize_storages()
    from lightrag.kg.shared_storage import initialize_pipeline_status
    await initialize_pipeline_status()
    await rag.ainsert("Snow falls in winter.")
    graph = await rag.get_knowledge_graph("*")
    context = await rag.aquery("What is snow?", param=QueryParam(mode="naive", only_need_context=True))
    await rag.finalize_storages()
    return {n.id for n in graph.nodes}, context
names, context = asyncio.run(main())
assert "Snow falls in winter." in str(context), context
assert {"Snow", "Winter"} <= names, names
