"""Packs a published function app: the same files make the same bytes, and what is to be run may be run.

Usage: pack.py FOLDER ZIP
"""

import os
import sys
import zipfile

EXECUTABLE = "ImmuFunctions.Functions"
RUN, READ = 0o100755, 0o100644
UNIX = 3
EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a zip; a build's own times would make every zip another one


def files_below(folder):
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            yield os.path.relpath(path, folder).replace(os.sep, "/"), path


def pack(folder, target):
    names = sorted(files_below(folder))
    for needed in ("host.json", EXECUTABLE):
        if needed not in dict(names):
            sys.exit(f"error: {folder} has no {needed}: publish the function app there first")
    unfinished = target + ".tmp"
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, path in names:
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.create_system = UNIX
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (RUN if name == EXECUTABLE else READ) << 16
            with open(path, "rb") as content:
                archive.writestr(entry, content.read())
    os.replace(unfinished, target)
    functions = sum(name.endswith("/function.json") for name, _ in names)
    print(f"{target}: {os.path.getsize(target) / 2**20:.1f} MiB, {len(names)} files, {functions} functions")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    pack(sys.argv[1], sys.argv[2])
