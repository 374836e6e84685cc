"""Names of psutil's internals that its test suite imports, for the interpreters that run it. No program needs them."""

import importlib.util
import sys
from pathlib import Path

INTERNALS = Path(__file__).resolve().parent / "internals"


class Finder:
    """Finds ``psutil._common`` and its like here, where the shim has none."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        package, _, module = name.partition(".")
        file = INTERNALS / f"{module}.py"
        if package == "psutil" and module.startswith("_") and file.exists():
            return importlib.util.spec_from_file_location(name, file)
        return None


sys.meta_path.append(Finder)
