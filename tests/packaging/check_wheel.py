"""Run inside an environment where the built wheel is installed: is everything there, and does an audit run outside the checkout?

Usage: PYTHON_OF_THE_WHEEL tests/packaging/check_wheel.py
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "vetctl"
DATA = {".py", ".sql", ".csv", ".toml"}


def files_under(folder):
    return {
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix in DATA and "__pycache__" not in path.parts
    }


def main():
    with tempfile.TemporaryDirectory() as outside:
        os.chdir(outside)
        import vetctl

        installed = Path(vetctl.__file__).parent
        assert SOURCE not in installed.parents, "this must run against the wheel, not the checkout"
        lost = files_under(SOURCE) - files_under(installed)
        assert not lost, f"the wheel lacks {sorted(lost)}"
        vetctl_command = str(Path(sys.executable).with_name("vetctl"))
        database = str(Path(outside, "t.db"))
        form = str(Path(outside, "form.xlsx"))
        for arguments in (
            ["init", "--db", database],
            ["audit", "run", "--db", database, "--actor", "t"],
            ["shelf", "list"],
            ["template", "write", "roster", "-o", form, "--db", database],
            ["import", "check", form, "--db", database],
        ):
            done = subprocess.run([vetctl_command, *arguments], capture_output=True, text=True, check=False)
            assert done.returncode == 0, (arguments, done.returncode, done.stdout, done.stderr)
    print(f"wheel: {len(files_under(installed))} files, audit ran outside the checkout")


if __name__ == "__main__":
    main()
