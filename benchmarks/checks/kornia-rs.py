"""kornia-rs: reads, writes and transforms images for computer vision, in Rust, with libjpeg-turbo.

round: 7
native: no
extra: numpy
apt: libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import numpy as np
import kornia_rs as K
d = tempfile.mkdtemp()
y, x = np.mgrid[0:96, 0:128]
image = np.stack([x * 2, y * 2, 255 - x - y // 2], axis=-1).clip(0, 255).astype(np.uint8)
K.io.write_image_jpeg(d + "/a.jpeg", image, "rgb", 95)
assert open(d + "/a.jpeg", "rb").read(3) == b"\xff\xd8\xff"
back = K.io.read_image_jpeg(d + "/a.jpeg", "rgb")
assert back.shape == image.shape and np.abs(back.astype(int) - image).mean() < 3
data = K.io.encode_image_jpegturbo(image, 90)
assert np.abs(K.io.decode_image_jpegturbo(data, "rgb").astype(int) - image).mean() < 4
encoder, decoder = K.io.ImageEncoder(), K.io.ImageDecoder()
encoder.set_quality(100)
fine = encoder.encode(image)
encoder.set_quality(10)
assert len(encoder.encode(image)) < len(fine) and np.abs(decoder.decode(fine).astype(int) - image).mean() < 3
K.io.write_image_png_u8(d + "/a.png", image, "rgb")
assert (K.io.read_image(d + "/a.png") == image).all()
depth = (x * 300 + y)[..., None].astype(np.uint16)
K.io.write_image_png_u16(d + "/d.png", depth, "mono")
assert (np.asarray(K.io.read_image_png_u16(d + "/d.png", "mono")).reshape(96, 128) == depth[..., 0]).all()
K.io.write_image_rvl(d + "/d.rvl", depth)
assert (np.asarray(K.io.read_image_rvl(d + "/d.rvl")).reshape(96, 128) == depth[..., 0]).all()
half = K.imgproc.resize(image, (48, 64), "bilinear")
assert half.shape == (48, 64, 3) and np.abs(half.astype(int) - image[::2, ::2]).mean() < 4
assert (K.imgproc.horizontal_flip(image) == image[:, ::-1]).all()
gray = K.imgproc.gray_from_rgb(image)
assert np.abs(np.asarray(gray).reshape(96, 128) - image @ np.array([0.299, 0.587, 0.114])).max() < 2
moved = K.imgproc.warp_affine(image, (1.0, 0.0, 10.0, 0.0, 1.0, 0.0), (96, 128), "nearest")
assert (moved[:, 12:100] == image[:, 2:90]).all()
blurred = K.imgproc.gaussian_blur(image, (5, 5), (1.5, 1.5))
assert blurred.shape == image.shape and np.abs(blurred[10:-10, 10:-10].astype(int) - image[10:-10, 10:-10]).max() < 4
