"""HeuDiConv: sorts a scanner's DICOM pictures into a BIDS data set; dcm2niix converts them.

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import glob, json, os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.mkdir(d + "/dicom")
import nibabel, numpy as np, pydicom
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid
study, series, frame = generate_uid(), generate_uid(), generate_uid()
for i in range(6):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.4"; meta.MediaStorageSOPInstanceUID = generate_uid(); meta.TransferSyntaxUID = ExplicitVRLittleEndian
    x = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    x.SOPClassUID, x.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    x.PatientName, x.PatientID, x.PatientBirthDate, x.PatientSex = "Snow^Ada", "01", "19800101", "F"
    x.StudyInstanceUID, x.SeriesInstanceUID, x.FrameOfReferenceUID, x.StudyID, x.AccessionNumber = study, series, frame, "1", "1"
    x.StudyDate = x.SeriesDate = x.AcquisitionDate = x.ContentDate = "20240101"; x.StudyTime = x.SeriesTime = x.AcquisitionTime = x.ContentTime = "100000"
    x.Modality, x.Manufacturer, x.ManufacturerModelName, x.InstitutionName = "MR", "GE MEDICAL SYSTEMS", "DISCOVERY MR750", "Ice"
    x.StudyDescription, x.SeriesDescription, x.ProtocolName, x.SeriesNumber, x.InstanceNumber, x.AcquisitionNumber = "head", "T1w", "T1w", 2, i + 1, 1
    x.ImageType = ["ORIGINAL", "PRIMARY", "OTHER"]; x.ScanningSequence, x.SequenceVariant, x.MRAcquisitionType, x.SequenceName = "GR", "NONE", "3D", "FSPGR"
    x.RepetitionTime, x.EchoTime, x.FlipAngle, x.EchoTrainLength, x.MagneticFieldStrength = "8", "3", "12", "1", "3"
    x.PixelSpacing, x.SliceThickness, x.SpacingBetweenSlices = [2, 2], "3", "3"
    x.ImageOrientationPatient, x.ImagePositionPatient, x.SliceLocation = [1, 0, 0, 0, 1, 0], [-16, -16, i * 3], str(i * 3)
    x.Rows = x.Columns = 16; x.SamplesPerPixel, x.PhotometricInterpretation = 1, "MONOCHROME2"
    x.BitsAllocated = x.BitsStored = 16; x.HighBit, x.PixelRepresentation = 15, 0
    x.PixelData = (np.arange(256, dtype="<u2").reshape(16, 16) + 1000 * i).tobytes()
    x.save_as(f"{d}/dicom/{i}.dcm", enforce_file_format=True)
open(d + "/heuristic.py", "w").write("""
def infotodict(seqinfo):
    key = ('sub-{subject}/anat/sub-{subject}_T1w', ('nii.gz',), None)
    return {key: [s.series_id for s in seqinfo if 'T1w' in s.protocol_name]}
""")
r = subprocess.run([os.path.join(sys.prefix, "bin", "heudiconv"), "--files", d + "/dicom", "-s", "01", "-f", d + "/heuristic.py", "-c", "dcm2niix", "-b", "--minmeta", "-o", d + "/out"],
                   cwd=d, env={**os.environ, "HOME": d, "NO_ET": "1", "NIPYPE_NO_ET": "1"}, capture_output=True, text=True, timeout=250)
path = d + "/out/sub-01/anat/sub-01_T1w.nii.gz"
assert r.returncode == 0 and os.path.exists(path), (glob.glob(d + "/out/**", recursive=True), r.stdout[-2000:], r.stderr[-4000:])
picture = nibabel.load(path)
assert picture.shape == (16, 16, 6) and np.allclose(picture.header.get_zooms(), (2, 2, 3)), (picture.shape, picture.header.get_zooms())
assert picture.get_fdata().max() == 5255
assert json.load(open(path[:-7] + ".json"))["ConversionSoftware"] == "dcm2niix"
