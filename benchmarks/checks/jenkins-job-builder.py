"""jenkins-job-builder: makes the XML of Jenkins' jobs from YAML.

round: 7
native: no
extra: setuptools<81
apt: libyaml-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
import xml.etree.ElementTree as ET
import yaml
assert yaml.__with_libyaml__ and yaml.load("a: [1, {b: c}]", Loader=yaml.CSafeLoader) == {"a": [1, {"b": "c"}]}   # libyaml's parser
d = tempfile.mkdtemp()
open(d + "/jobs.yaml", "w").write("""
- defaults: {name: global, description: 'Do not edit.', logrotate: {daysToKeep: 7, numToKeep: 3, artifactDaysToKeep: -1, artifactNumToKeep: -1}}
- job-template:
    name: '{place}-build-{season}'
    node: '{season}'
    parameters: [{string: {name: DEPTH, default: '120'}}]
    builders:
      - shell: |
          echo snow in {place}
          make
    publishers: [{archive: {artifacts: '*.tar.gz'}}]
    triggers: [{timed: '@daily'}]
- project:
    name: snow
    place: [north, south]
    season: winter
    jobs: ['{place}-build-{season}']
""")
r = subprocess.run([os.path.join(sys.prefix, "bin", "jenkins-jobs"), "test", d + "/jobs.yaml", "-o", d + "/out"], env={**os.environ, "HOME": d}, cwd=d, capture_output=True, text=True, timeout=100)
assert r.returncode == 0, r
assert sorted(os.listdir(d + "/out")) == ["north-build-winter", "south-build-winter"], (os.listdir(d + "/out"), r)
file = d + "/out/north-build-winter"
job = ET.parse(file if os.path.isfile(file) else file + "/config.xml").getroot()
assert job.tag == "project" and job.find("description").text.startswith("Do not edit.") and job.find("assignedNode").text == "winter", ET.tostring(job)
assert job.find("builders/hudson.tasks.Shell/command").text == "echo snow in north\nmake\n" and job.find(".//hudson.model.StringParameterDefinition/defaultValue").text == "120"
assert job.find(".//hudson.triggers.TimerTrigger/spec").text == "@daily" and job.find(".//hudson.tasks.ArtifactArchiver/artifacts").text == "*.tar.gz"
open(d + "/bad.yaml", "w").write("- job: {name: a\n  builders: [")
r = subprocess.run([os.path.join(sys.prefix, "bin", "jenkins-jobs"), "test", d + "/bad.yaml"], env={**os.environ, "HOME": d}, cwd=d, capture_output=True, text=True, timeout=100)
assert r.returncode != 0, r
