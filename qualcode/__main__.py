"""Where `qualcode` starts. The version is told before anything else is loaded."""

from __future__ import annotations

import gc
import io
import os
import sys
import warnings

from qualcode import __version__

_GARBAGE_FROM = 50_000


def main() -> None:
    """Run the command line; leaves by `SystemExit`."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"qualcode {__version__}\n")
        return
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Programs read UTF-8; a terminal may know fewer letters.
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")
    if not sys.warnoptions and not os.environ.get("QUALCODE_DEBUG"):
        # What a library has to say to programmers is nothing a researcher can act on.
        warnings.simplefilter("ignore")
    # A command makes many objects that live until it ends: looking through them for garbage at
    # every 700th, as Python does, takes a tenth of an import.
    gc.set_threshold(_GARBAGE_FROM, 20, 20)
    from qualcode.cli.group import root

    root.main(prog_name="qualcode")


if __name__ == "__main__":
    main()
