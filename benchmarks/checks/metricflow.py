"""MetricFlow: makes SQL of metrics; Graphviz draws its graphs.

round: 7
native: no
extra: graphviz
apt: postgresql graphviz
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import tempfile
d = tempfile.mkdtemp()
os.mkdir(d + "/m")
open(d + "/m/all.yaml", "w").write("""semantic_model:
  name: falls
  node_relation: {schema_name: winter, alias: falls}
  defaults: {agg_time_dimension: ds}
  entities:
    - {name: fall, type: primary, expr: fall_id}
    - {name: station, type: foreign, expr: station_id}
  measures:
    - {name: depth, agg: sum, expr: cm, create_metric: true}
  dimensions:
    - {name: ds, type: time, type_params: {time_granularity: day}}
---
semantic_model:
  name: stations
  node_relation: {schema_name: winter, alias: stations}
  entities:
    - {name: station, type: primary, expr: station_id}
  dimensions:
    - {name: country, type: categorical}
---
metric:
  name: snow
  type: simple
  type_params: {measure: depth}
---
project_configuration:
  time_spine_table_configurations: []
  time_spines:
    - {node_relation: {schema_name: winter, alias: days}, primary_column: {name: ds, time_granularity: day}}
""")
from metricflow_semantic_interfaces.parsing.dir_to_model import parse_directory_of_yaml_files_to_semantic_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.postgres import PostgresSQLSqlPlanRenderer
class Client:
    sql_engine_type = SqlEngine.POSTGRES
    sql_plan_renderer = PostgresSQLSqlPlanRenderer()
    def render_bind_parameter_key(self, key): return f"%({key})s"
parsed = parse_directory_of_yaml_files_to_semantic_manifest(d + "/m")
assert not parsed.issues.errors, parsed.issues
lookup = SemanticManifestLookup(parsed.semantic_manifest)
engine = MetricFlowEngine(lookup, Client())
assert {m.name for m in engine.list_metrics()} == {"depth", "snow"}
plan = engine.explain(MetricFlowQueryRequest.create(metric_names=["snow"], group_by_names=["metric_time__month", "station__country"], where_constraints=["{{ Dimension('station__country') }} = 'NO'"], order_by_names=["metric_time__month"], limit=5))
sql = " ".join(line.strip() for line in plan.sql_statement.sql.splitlines() if not line.strip().startswith("--"))
assert "LEFT OUTER JOIN winter.stations" in sql and "SUM(snow) AS snow" in sql and "DATE_TRUNC('month'" in sql and "station__country = 'NO'" in sql and sql.rstrip().endswith("LIMIT 5"), sql
from metricflow_semantics.semantic_graph.builder.graph_builder import SemanticGraphBuilder
from metricflow_semantics.toolkit.mf_graph.formatting.svg_formatter import SvgFormatter
svg = SemanticGraphBuilder(manifest_object_lookup=lookup.manifest_object_lookup).build().format(SvgFormatter())
assert "<svg" in svg and svg.count('class="node"') > 5 and svg.count('class="edge"') > 5 and "country" in svg, svg[:800]
import graphviz
graphviz.Digraph._view = lambda *a, **k: None   # nobody looks at it
from metricflow_semantics.toolkit.mf_graph.formatting.dag_visualization import render_via_graphviz
render_via_graphviz(plan.dataflow_plan, d + "/plan")
svg = open(d + "/plan.svg", encoding="utf-8").read()
assert "<svg" in svg and "Aggregate" in svg and "Join" in svg, svg[:800]
