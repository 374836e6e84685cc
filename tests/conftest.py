"""Shared fixtures. Tests that compare with the running machine use live.py."""

import os
from pathlib import Path

import live  # noqa: F401 - it takes the sanitizers out of the environment
import pytest

try:
    from hypothesis import HealthCheck, settings
except ImportError:  # some environments that run a part of the tests have none
    pass
else:
    # An example may take long on a busy machine, and all runs are to see the same examples.
    settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("steady")

# What the person who runs the tests has set must not steer them.
for _name in [name for name in os.environ if name.startswith("SYSPROBE_")]:
    del os.environ[_name]


@pytest.fixture(scope="session")
def repository():
    """The root of the checkout."""
    return Path(__file__).resolve().parent.parent
