# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs of doctranslate against tests/servers/model-server, for the benches."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import urllib.request

TOP = pathlib.Path(__file__).resolve().parent.parent
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Server:
    """A model-server that ends with the block."""

    def __init__(self, *options):
        self.process = subprocess.Popen([str(TOP / "tests/servers/model-server"), *options],
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def stats(self):
        with OPENER.open(f"http://127.0.0.1:{self.port}/stats") as answer:
            return json.load(answer)


def environment(server, home):
    """That of a person who has but a key; memory and journal are the folder's own."""
    return dict(os.environ, OPENAI_API_KEY="sk-of-the-bench", OPENAI_MODEL="test-model", HOME=home,
                OPENAI_BASE_URL=f"http://127.0.0.1:{server.port}/v1", XDG_DATA_HOME=f"{home}/data",
                XDG_CACHE_HOME=f"{home}/cache", XDG_STATE_HOME=f"{home}/state", no_proxy="127.0.0.1")


class Run:
    """One translation, to its end."""

    def __init__(self, build, server, file, home, *options):
        self.folder = tempfile.mkdtemp(dir=home)
        self.report_file = pathlib.Path(self.folder, "report.json")
        before, start = os.times(), time.monotonic()
        self.process = subprocess.run(
            [str(build / "doctranslate"), "translate", "--translator", "openai", "--source-lang", "en",
             "--target-lang", "es", "--no-dual", "--output-dir", self.folder, "--overwrite",
             "--report", str(self.report_file), *options, str(file)],
            env=environment(server, home), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, errors="replace", timeout=1800)
        after = os.times()
        self.wall = time.monotonic() - start
        self.cpu = (after.children_user - before.children_user) + \
            (after.children_system - before.children_system)
        self.exit = self.process.returncode
        self.report = json.loads(self.report_file.read_text()) if self.report_file.exists() else {}
        self.outputs = sorted(pathlib.Path(self.folder).glob("*.pdf"))

    def last_words(self):
        """What the command said last on standard error."""
        lines = [re.sub(r"\s+", " ", line) for line in self.process.stderr.splitlines() if line.strip()]
        return lines[-1] if lines else ""


def arguments(parser):
    parser.add_argument("--build", type=pathlib.Path, default=TOP / "build")
    return parser
