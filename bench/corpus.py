# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs the program over a corpus of documents and a judge over the results, several at a time."""
import argparse
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent
NOT_FOR_LAYOUT = {"broken", "scanned"}


def parser(text, default_folders):
    options = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=pathlib.Path)
    options.add_argument("folder", nargs="*", default=default_folders)
    options.add_argument("--build", type=pathlib.Path, default=TOP / "build")
    options.add_argument("--judge", type=pathlib.Path)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--tsv", type=pathlib.Path, help="all figures of all documents")
    options.add_argument("--keep", type=pathlib.Path, help="folder in which the results stay")
    options.add_argument("--time", type=int, default=300, help="seconds for one document")
    options.add_argument("--match", default="", help="only documents whose name has this in it")
    options.add_argument("--max-pages", default="12", help="pages that the judge looks at")
    return options


class Result:
    def __init__(self, name):
        self.name, self.status, self.why, self.figures = name, None, "", None


class Run:
    """results() yields a Result for each document, in the order of their names."""

    def __init__(self, arg, options, judge_options, target="es"):
        self.arg, self.options, self.judge_options, self.target = arg, options, judge_options, target
        self.judge = arg.judge or arg.corpus / ".." / "tools" / "judge.py"
        self.done = self.crashed = self.late = 0
        self.passwords = self._passwords()
        self.environment = dict(os.environ, DT_PLUGIN_PATH=str(self.arg.build / "modules"),
                                DT_PIPELINE_PATH=str(TOP / "pipelines"))

    def _passwords(self):
        """Of the encrypted ones, as the corpus's own list says them."""
        found = {}
        manifest = self.arg.corpus / "MANIFEST.tsv"
        for line in manifest.read_text().splitlines() if manifest.exists() else ():
            if "user password: " in line:
                word = line.split("user password: ")[1]
                found[line.split("\t")[0]] = word.split("\t")[0].split(";")[0].split(",")[0].split(")")[0].strip()
        return found

    def files(self):
        folders = self.arg.folder or sorted(
            p.name for p in self.arg.corpus.iterdir() if p.is_dir() and p.name not in NOT_FOR_LAYOUT)
        return [f for folder in folders for f in sorted((self.arg.corpus / folder).glob("*.pdf"))
                if self.arg.match in f.name]

    def one(self, file):
        result = Result(str(file.relative_to(self.arg.corpus)))
        password = self.passwords.get(result.name, "")
        out = pathlib.Path(tempfile.mkdtemp(prefix="dt-bench."))
        # the corpus has documents in many languages: all of their text is to be set
        command = [str(self.arg.build / "doctranslate"), "translate", str(file), "-o", str(out), "--no-dual",
                   "--source-lang", "en", "--target-lang", self.target, "--keep-other-languages", "no",
                   "--overwrite", "--report",
                   str(out / "report.json")] + self.options + self.options_for(out) + (["--password", password] if password else [])
        try:
            ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=self.environment,
                                 timeout=self.arg.time, text=True, errors="replace")
            result.status, result.why = ran.returncode, ran.stderr.strip().replace("\n", " | ")[-300:]
        except subprocess.TimeoutExpired:
            result.status, result.why = "timeout", f"no end after {self.arg.time} s"
        self._measure(file, out, password, result)
        self.more(file, out, password, result)
        if self.arg.keep:
            target = self.arg.keep / result.name
            target.parent.mkdir(parents=True, exist_ok=True)
            for made in out.glob("*.mono.pdf"):
                shutil.copy(made, target)
            if (out / "report.json").exists():
                shutil.copy(out / "report.json", target.with_suffix(".json"))
        shutil.rmtree(out, ignore_errors=True)
        return result

    def options_for(self, out):
        """More options for translate, whose results go to the folder out."""
        return []

    def more(self, file, out, password, result):
        """For figures of one's own: the results are in the folder out until this returns."""

    def _measure(self, file, out, password, result):
        made = list(out.glob("*.mono.pdf"))
        if not made:
            return
        command = ["/usr/bin/python3", str(TOP / "bench" / "judging.py"), str(self.judge), str(file), str(made[0]), "--json",
                   "--max-pages", self.arg.max_pages] + self.judge_options
        try:
            ran = subprocess.run(command + (["--password", password] if password else []),
                                 capture_output=True, timeout=900, text=True, errors="replace")
            # PyMuPDF may have remarks of its own behind the figures
            result.figures = next(json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{"))
        except (ValueError, StopIteration):
            result.why = "judge: " + (ran.stdout + ran.stderr).strip()[-200:]
        except subprocess.TimeoutExpired:
            result.why = "judge: ran out of time"

    def results(self):
        lines = []
        with concurrent.futures.ThreadPoolExecutor(self.arg.jobs) as pool:
            for result in pool.map(self.one, self.files()):
                self.done += 1
                self.late += result.status == "timeout"
                self.crashed += isinstance(result.status, int) and (result.status < 0 or result.status > 6)
                lines.append({"name": result.name, "status": result.status, "why": result.why,
                              **(result.figures or {})})
                yield result
        if self.arg.tsv:
            keys = list(dict.fromkeys(k for line in lines for k in line))
            self.arg.tsv.write_text("\t".join(keys) + "\n" + "".join(
                "\t".join(str(line.get(k, "")) for k in keys) + "\n" for line in lines))
