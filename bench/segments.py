# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a translator's answers were, page by page: payloads of tests/harness/run-chain, as types.h has them."""
import pathlib
import shutil
import struct
import subprocess
import tempfile

TRANSLATED = 1
SEGMENT = struct.Struct("<21I")  # struct dt_segment


def span(data, offset):
    return struct.unpack_from("<II", data, offset)


def texts(data):
    """Of the translated segments of a "page.segments" payload: (text, is it a share of a longer one?)."""
    at, n = span(data, 8)
    for i in range(n):
        fields = SEGMENT.unpack_from(data, at + i * SEGMENT.size)
        if fields[0] == TRANSLATED:
            yield data[fields[4]:fields[4] + fields[5]].decode("utf-8", "replace"), fields[11] > 1


def segments_of(build, file, translator_options, target, password):
    """[(page of the file, [(text, is a share)...])...] of pseudo's answers."""
    work = pathlib.Path(tempfile.mkdtemp(prefix="dt-segments."))
    (work / "w").mkdir()
    (work / "d").mkdir()
    command = [str(build / "tests" / "harness" / "run-chain"), "-m", str(build / "modules"), "-i", str(file),
               "-w", str(work / "w"), "-d", str(work / "d"), "-q", "-p", "source_lang=en", "-p", "target_lang=" + target]
    if password:
        command += ["-p", "password=" + password]
    for key, value in translator_options.items():
        command += ["-o", f"pseudo.pseudo.{key}={value}"]
    # options are read when the translator is opened
    subprocess.run(command + ["-t", "pseudo.pseudo", "pdf.parse", "layout.blocks", "layout.document", "route.segments"],
                   capture_output=True, timeout=300)
    found = []
    for dump in (work / "d").glob("page.segments.*"):
        data = dump.read_bytes()
        found.append((struct.unpack_from("<I", data, 4)[0], list(texts(data))))
    shutil.rmtree(work, ignore_errors=True)
    return sorted(found)
