"""`python -m tui.cli`: the command line as a module."""

from __future__ import annotations

from tui.cli.main import main

if __name__ == "__main__":
    main()
