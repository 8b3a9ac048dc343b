"""pyparted: partitions discs with libparted (here a file).

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import parted
path = os.path.join(tempfile.mkdtemp(), "disk")
for label in ("msdos", "gpt"):
    with open(path, "wb") as f:
        f.truncate(64 << 20)
    device = parted.getDevice(path)
    assert device.length * device.sectorSize == 64 << 20
    disk = parted.freshDisk(device, label)
    geometry = parted.Geometry(device=device, start=2048, length=40960)
    part = parted.Partition(disk=disk, type=parted.PARTITION_NORMAL, geometry=geometry, fs=parted.FileSystem(type="ext4", geometry=geometry))
    assert disk.addPartition(partition=part, constraint=device.optimalAlignedConstraint)
    assert disk.commitToDevice()
    again = parted.newDisk(parted.getDevice(path))
    assert again.type == label and [(p.geometry.start, p.geometry.length) for p in again.partitions] == [(2048, 40960)], again
    head = open(path, "rb").read(1024)
    assert head[510:512] == b"\x55\xaa" and (head[450] == 0x83 if label == "msdos" else head[450] == 0xEE and head[512:520] == b"EFI PART")
