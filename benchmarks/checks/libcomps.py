"""libcomps: reads, joins and writes the comps.xml files of groups of RPM packages.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import tempfile
import libcomps
d = tempfile.mkdtemp()
XML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE comps PUBLIC "-//Red Hat, Inc.//DTD Comps info//EN" "comps.dtd">
<comps>
  <group><id>snow</id><name>Snow</name><name xml:lang="fr">Neige</name><description>Six sides</description><default>true</default><uservisible>true</uservisible>
    <packagelist><packagereq type="mandatory">flake</packagereq><packagereq type="optional">crystal</packagereq><packagereq type="conditional" requires="x">cond</packagereq></packagelist></group>
  <category><id>weather</id><name>Weather</name><description>All of it</description><grouplist><groupid>snow</groupid></grouplist></category>
  <environment><id>winter</id><name>Winter</name><description>Cold</description><display_order>6</display_order><grouplist><groupid>snow</groupid></grouplist></environment>
</comps>"""
comps = libcomps.Comps()
assert comps.fromxml_str(XML) == 0 and not comps.get_last_errors(), comps.get_last_errors()
group = comps.groups[0]
assert (group.id, group.name, group.desc, group.default) == ("snow", "Snow", "Six sides", True) and group.name_by_lang["fr"] == "Neige"
assert [(p.name, p.type) for p in group.packages] == [("flake", libcomps.PACKAGE_TYPE_MANDATORY), ("crystal", libcomps.PACKAGE_TYPE_OPTIONAL), ("cond", libcomps.PACKAGE_TYPE_CONDITIONAL)] and group.packages[2].requires == "x"
assert comps.categories[0].group_ids[0].name == "snow" and comps.environments[0].display_order == 6
other = libcomps.Comps()
rain = libcomps.Group(id="rain", name="Rain", desc="Round"); rain.packages.append(libcomps.Package("drop", libcomps.PACKAGE_TYPE_DEFAULT)); other.groups.append(rain)
both = comps + other
assert sorted(g.id for g in both.groups) == ["rain", "snow"]
both.toxml_f(d + "/comps.xml")
again = libcomps.Comps(); assert again.fromxml_f(d + "/comps.xml") == 0
assert sorted(g.id for g in again.groups) == ["rain", "snow"] and again.groups_match(id="snow")[0] == group and again.groups_match(name="Rain")[0].packages[0].name == "drop"
broken = libcomps.Comps()
try: code = broken.fromxml_str("<comps><group></comps>")
except libcomps.ParserError: code = -1
assert code != 0
