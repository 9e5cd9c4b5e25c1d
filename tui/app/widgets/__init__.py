"""Parts of the screens.  Each tells what it is in `HELP`, which F1 shows."""
