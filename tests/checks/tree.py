"""What the checks share: the files of the project and how to report complaints."""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOT_OURS = {".git", "build", ".cache", "node_modules"}


def project_files(root: pathlib.Path = ROOT) -> list[pathlib.Path]:
    """Returns all files that are or would be committed."""
    try:
        listing = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            check=True, capture_output=True, text=True).stdout
        paths = [root / name for name in listing.split("\0") if name]
        return sorted(path for path in paths if path.is_file())
    except (OSError, subprocess.CalledProcessError):
        return walked_files(root)


def walked_files(root: pathlib.Path) -> list[pathlib.Path]:
    """Returns all files of a tree that isn't a git clone, such as a release's archive."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.startswith("build-")]
        found += [pathlib.Path(folder) / name for name in names]
    return sorted(found)


def cpp_files(*folders: str, root: pathlib.Path = ROOT) -> list[pathlib.Path]:
    """Returns the C++ files below the folders of the root; without folders, all of them."""
    files = [path for path in project_files(root) if path.suffix in (".hpp", ".cpp")]
    if not folders:
        return files
    return [path for path in files if path.relative_to(root).parts[0] in folders]


def report(complaints: list[str], checked: str) -> int:
    """Prints the complaints and returns the exit status."""
    for complaint in complaints:
        print(complaint)
    print(f"{checked}: {len(complaints)} complaints")
    return 1 if complaints else 0


def self_test_passed(planted: list[str], found: list[str]) -> None:
    """Ends the program when a check doesn't find what was planted for it."""
    if planted != found:
        sys.exit(f"the check itself is broken: planted {planted}, found {found}")
