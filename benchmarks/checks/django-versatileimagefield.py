"""django-versatileimagefield: a field of Django that makes images of other sizes of the one it holds, whose type libmagic tells.

round: 7
native: no
apt: libmagic1
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, sys, tempfile
d = tempfile.mkdtemp()
import django
from django.conf import settings
settings.configure(INSTALLED_APPS=["versatileimagefield"], MEDIA_ROOT=d, MEDIA_URL="/m/", DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField", CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, VERSATILEIMAGEFIELD_SETTINGS={"create_images_on_demand": True})
django.setup()
from django.core.files.base import ContentFile
from django.db import connection, models
from PIL import Image
from versatileimagefield.fields import VersatileImageField, PPOIField
class Photo(models.Model):
    image = VersatileImageField("Photo", upload_to="photos", ppoi_field="ppoi")
    ppoi = PPOIField()
    class Meta: app_label = "snow"
with connection.schema_editor() as editor: editor.create_model(Photo)
for kind in ("PNG", "JPEG"):
    big = Image.new("RGB", (400, 200), "red"); big.paste("blue", (200, 0, 400, 200))
    held = io.BytesIO(); big.save(held, kind)
    photo = Photo(); photo.image.save(f"p.{kind.lower()}", ContentFile(held.getvalue())); photo.image.ppoi = "1x0.5"; photo.save()
    photo = Photo.objects.get(pk=photo.pk)
    assert photo.image.width == 400 and tuple(photo.ppoi) == (1.0, 0.5), photo.ppoi
    thumb, crop, inverted = photo.image.thumbnail["100x100"], photo.image.crop["50x50"], photo.image.filters.invert.url
    with Image.open(d + "/" + thumb.name) as made: assert made.size == (100, 50) and made.format == kind, (made.size, made.format)
    with Image.open(d + "/" + crop.name) as made:
        assert made.size == (50, 50) and made.convert("RGB").getpixel((45, 25))[2] > 200, made.size   # of the right, where it is blue
    with Image.open(d + "/" + inverted.removeprefix("/m/")) as made: assert made.convert("RGB").getpixel((10, 10))[0] < 30
