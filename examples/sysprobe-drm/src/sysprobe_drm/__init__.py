"""GPU use of processes for sysprobe."""

from sysprobe.plugin import Backend

BACKEND = Backend(
    name="drm",
    api=(1, 0),
    platforms=("linux",),
    providers={"process": "sysprobe_drm.process:Process"},
)
