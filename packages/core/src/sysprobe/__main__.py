"""``python -m sysprobe``."""

import sys

from sysprobe.cli import main

if __name__ == "__main__":
    sys.exit(main())
