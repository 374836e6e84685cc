"""The C module of the macOS backend; everything else stands in pyproject.toml."""

import sys
import sysconfig
from glob import glob

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.dist_info import dist_info
from setuptools.errors import PlatformError

STABLE_ABI = not sysconfig.get_config_var("Py_GIL_DISABLED")  # free-threaded 3.13 and 3.14 have no stable ABI


class Refused:
    """Say on other systems than macOS what to depend on instead; sdists are made anywhere.

    Before a compiler's errors and, as installers ask for metadata first, before they look for the core.
    """

    def run(self) -> None:
        """Go on, on macOS only."""
        if sys.platform != "darwin":
            raise PlatformError(
                f"sysprobe-macos can only be built on macOS (this is {sys.platform}): "
                "depend on 'sysprobe[native]', which brings the right backend for each system.",
            )
        super().run()  # type: ignore[misc]  # the command's


class BuildExt(Refused, build_ext):
    """Compile."""


class DistInfo(Refused, dist_info):
    """Make the metadata."""


native = Extension(
    "sysprobe_macos._native",
    sources=sorted(glob("csrc/*.c")),
    depends=sorted(glob("csrc/*.h")),
    extra_compile_args=["-std=gnu11", "-fvisibility=hidden"],
    py_limited_api=STABLE_ABI,
)
options = {"bdist_wheel": {"py_limited_api": "cp311"}} if STABLE_ABI else {}
setup(ext_modules=[native], cmdclass={"build_ext": BuildExt, "dist_info": DistInfo}, options=options)
