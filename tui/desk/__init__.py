"""What the command line and the app both do: open, resolve, compare, keep; it paints and prints nothing."""
