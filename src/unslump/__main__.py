"""`python -m unslump`, the same as `unslump`."""

from __future__ import annotations

import sys

from unslump.cli import main

if __name__ == "__main__":
    sys.exit(main())
