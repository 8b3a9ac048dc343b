"""What is inside wheels: metadata, ELF files, and what these need from outside."""

from snowsnake.analyse.cached import analyse_wheel, analyse_wheels, cached_report
from snowsnake.analyse.elf import ElfFile, read_elf
from snowsnake.analyse.mentions import Mention, mentions
from snowsnake.analyse.needs import FileLinks, Links, SiblingLink, link_needs
from snowsnake.analyse.patches import plan_patches, uses_native
from snowsnake.analyse.report import WheelReport
from snowsnake.analyse.wheel import BadWheel

__all__ = [
    "BadWheel",
    "ElfFile",
    "FileLinks",
    "Links",
    "Mention",
    "SiblingLink",
    "WheelReport",
    "analyse_wheel",
    "analyse_wheels",
    "cached_report",
    "link_needs",
    "mentions",
    "plan_patches",
    "read_elf",
    "uses_native",
]
