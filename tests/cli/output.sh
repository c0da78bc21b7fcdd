#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# What goes where: results on the standard output, all else on the standard error.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/cli/command.sh"
cd "$work" || exit 99
command -v python3 >/dev/null || skip_all "python3 is not there: it reads the JSON"

# for people
translate a.pdf b.pdf
exits "two documents" 0
is "four paths and nothing else" "$(grep -c 'results/[ab][.]es[.][a-z]*[.]pdf$' "$out") $(wc -l <"$out")" "4 4"
not_ok "no terminal, no bar" grep -q "$(printf '\r\|\033')" "$err"
translate a.pdf --overwrite --quiet
is "--quiet: nothing on the standard error" "$(cat "$err")" ""
is "--quiet: the paths all the same" "$(wc -l <"$out")" 2
translate a.pdf --overwrite --no-dual
is "--no-dual: one path" "$(cat "$out")" "$work/results/a.es.mono.pdf"
translate a.pdf --overwrite --no-mono
is "--no-mono: the other" "$(cat "$out")" "$work/results/a.es.dual.pdf"

# for programs
translate a.pdf --overwrite --output-format json
exits "as JSON" 0
is "one line" "$(wc -l <"$out")" 1
ok "the envelope" json_holds "$out" 'list(it) == ["ok", "schema_version", "command", "stream",
	"result", "warnings", "errors"] and it["ok"] is True and it["schema_version"] == "1" and
	it["command"] == "translate" and it["stream"] == "final"'
ok "its result" json_holds "$out" 'it["result"]["status"] == "translate_finished" and
	[a["kind"] for a in it["result"]["translation"]["artifacts"]["items"]]
	== ["mono_plain_pdf", "dual_plain_pdf"]'
ok "artifacts have a path, a size and a sum" json_holds "$out" 'all(
	a["path"].startswith("/") and a["size_bytes"] == 13 and len(a["sha256"]) == 64
	for a in it["result"]["translation"]["artifacts"]["items"])'
translate a.pdf b.pdf nowhere.pdf --output-format json
exits "a fault as JSON" 2
ok "its envelope" json_holds "$out" 'it["ok"] is False and it["result"] is None and
	it["error"] == {"code": "not_found", "message": "\"nowhere.pdf\" is not there",
	"details": {"path": "nowhere.pdf"}}'
translate a.pdf --bad --output-format json
ok "a wrong option as JSON" json_holds "$out" 'it["error"]["code"] == "usage"'
translate a.pdf --overwrite --output-format json --set source.page=input
exits "a partial result as JSON" 6
ok "has its result and its error" json_holds "$out" 'it["ok"] is False and
	it["error"]["code"] == "partial" and it["result"]["translation"]'
cp a.pdf "$(printf 'caf\351.pdf')" && mkdir bytes
run translate --pipeline "$faulty" -o bytes --output-format json "$(printf 'caf\351.pdf')"
exits "a file name that is no UTF-8" 0
ok "is valid JSON" json_holds "$out" 'it["ok"]'
ok "and keeps its bytes on disk" test -s "bytes/$(printf 'caf\351').es.mono.pdf"
folder=$(printf 'r\351pertoire')
mkdir "$folder" && cp "$faulty" "$folder/mine.conf" && cp a.pdf "$folder/d.pdf"
run translate --pipeline "$folder/mine.conf" -o "$folder" --report bytes.json "$folder/d.pdf"
exits "a pipeline in a folder whose name is no UTF-8" 0
ok "stands in the report, with a sign for the byte" json_holds bytes.json '
	it["input"] == "r\ufffdpertoire/d.pdf" and it["pipeline"] == "r\ufffdpertoire/mine.conf"'
run plugins --json --plugin-path "$folder:$DT_PLUGIN_PATH"
ok "plugins in such a folder" json_holds "$out" 'it["folders"].startswith("r\ufffdpertoire:")'

# progress for programs
translate a.pdf --overwrite --emit-progress-json --report-interval 0
exits "progress as JSON" 0
cat >check.py <<'E2'
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
events = [line["event"] for line in lines[:-1]]
assert all(line["stream"] == "progress" and line["schema_version"] == "1"
           and line["command"] == "translate" for line in lines[:-1])
assert lines[-1]["stream"] == "final" and lines[-1]["ok"]
assert all(e["schema_version"] == e["event_version"] == "1" for e in events)
assert events[0]["type"] == "stage_summary"
assert abs(sum(s["percent"] for s in events[0]["stages"]) - 1) < 1e-3
assert events[-1]["type"] == "finish" and events[-1]["translation_result"]["artifacts"]["items"]
steps = [e for e in events if e["type"].startswith("progress_")]
assert {e["type"] for e in steps} == {"progress_start", "progress_update", "progress_end"}
overall = [e["overall_progress"] for e in steps]
assert overall == sorted(overall) and overall[-1] == 100, overall
assert all(0 <= e["stage_progress"] <= 100 and e["stage_current"] <= e["stage_total"]
           for e in steps)
stages = {s["name"] for s in events[0]["stages"]}
assert {e["stage"] for e in steps if e["type"] == "progress_end"} == stages
E2
ok "events as promised" python3 check.py "$out"
translate a.pdf --overwrite --emit-progress-json --set source.begin=input
exits "progress of a failure" 4
ok "ends with an error event" sh -c "tail -n 2 '$out' | head -n 1 | grep -q '\"type\": \"error\"'"
last_line >last
ok "and an envelope" json_holds last 'it["error"]["code"] == "input_error"'

# the report
translate a.pdf --overwrite --report report.json
ok "a report of one document" json_holds report.json 'it["state"] == "succeeded" and
	it["pages"]["total"] == 3 and len(it["artifacts"]) == 2'
translate a.pdf b.pdf --overwrite --report report.json --password-file a.pdf
ok "reports of several" json_holds report.json 'len(it) == 2'
not_ok "without the password" grep -q PDF-1.4 report.json

# other commands
for words in plugins "plan $faulty" "translators --pipeline $faulty" "config validate $faulty" "config show" --version; do
	run $words --output-format json
	exits "$words" 0
	last_line >last
	ok "$words as JSON" json_holds last 'it["ok"] and it["result"]'
done
run plan --json "$faulty"
ok "plan --json" json_holds "$out" '[r["name"] for r in it["results"]] == ["mono", "dual"]'
run plugins --json
ok "plugins --json" json_holds "$out" 'any(p["name"] == "faulty" for p in it["plugins"])'
run plan --dot "$faulty"
ok "plan --dot" grep -q '^digraph' "$out"
run --version
ok "--version names the plugins" grep -q '^  faulty 1$' "$out"
run translators --pipeline "$faulty" --target-lang de
exits "translators" 0
ok "say what is missing" grep -q "missing .*no way from en to de" "$out"
run config init mine.conf
exits "config init" 0
ok "writes the built-in pipeline" cmp mine.conf "$top_srcdir/pipelines/translate.conf"
run config init mine.conf
exits "config init on a file that is there" 2
run config show mine.conf
ok "config show" cmp "$out" mine.conf
done_testing
