"""On Windows (or Wine) the tests beside this file; elsewhere those in native/, over a Windows that they make up."""

import sys

if sys.platform == "win32":
    collect_ignore = ["native"]
else:
    collect_ignore_glob = ["test_*.py"]
