"""gphoto2: cameras by libgphoto2; here, a directory that it takes for a camera's card.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = os.path.realpath(tempfile.mkdtemp()); os.mkdir(d + "/DCIM"); os.mkdir(d + "/DCIM/100SNOW")
for number in range(3): open(f"{d}/DCIM/100SNOW/IMG_{number}.JPG", "wb").write(b"\xff\xd8\xff\xe0" + bytes([number]) * 1000 + b"\xff\xd9")
import gphoto2 as gp
assert gp.gp_library_version(gp.GP_VERSION_SHORT)[0].startswith("2.")
models = gp.CameraAbilitiesList(); models.load()
assert models.count() > 1000 and any("Nikon" in models[number].model for number in range(models.count()))   # the drivers are found
ports = gp.PortInfoList(); ports.load()
assert ports.count() > 1
camera = gp.Camera()
camera.set_abilities(models[models.lookup_model("Mass Storage Camera")]); camera.set_port_info(ports[ports.lookup_path("disk:" + d)])
camera.init()
assert "Mass Storage" in str(camera.get_abilities().model)
found = []
def walk(folder):
    found.extend(os.path.join(folder, name) for name, _ in camera.folder_list_files(folder).items())
    for name, _ in camera.folder_list_folders(folder).items(): walk(os.path.join(folder, name))
walk("/")
pictures = sorted(name for name in found if name.endswith(".JPG"))
assert len(pictures) == 3 and pictures[0].endswith("DCIM/100SNOW/IMG_0.JPG"), found
folder, name = os.path.split(pictures[2])
assert camera.file_get_info(folder, name).file.size == 1006
file = camera.file_get(folder, name, gp.GP_FILE_TYPE_NORMAL)
assert bytes(file.get_data_and_size()) == open(f"{d}/DCIM/100SNOW/IMG_2.JPG", "rb").read()
file.save(d + "/copy.jpg"); assert os.path.getsize(d + "/copy.jpg") == 1006
camera.file_delete(folder, name); assert not os.path.exists(f"{d}/DCIM/100SNOW/IMG_2.JPG")
camera.exit()
