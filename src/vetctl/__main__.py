"""Entry point: answers ``--version`` at once, everything else through the front door."""

from __future__ import annotations

import sys


def main() -> None:
    """Run vetctl and leave with its exit status."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from vetctl import __version__

        sys.stdout.write(f"vetctl {__version__}\n")
        return
    from vetctl.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
