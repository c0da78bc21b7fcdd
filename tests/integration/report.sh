#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The report: every glyph has a fate, timings are there, progress reaches 100.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need_judge
ok "with a report" exits 0 translate "$sample" -o "$work/o" --no-dual --translator pseudo \
	--translator-option factor=1.3 --source-lang en --target-lang es --report "$work/report.json"
cat >"$work/look.py" <<'PY'
import json, sys
report = json.load(open(sys.argv[1]))
def find(tree, key):
    if isinstance(tree, dict):
        if key in tree:
            yield tree[key]
        for value in tree.values():
            yield from find(value, key)
    elif isinstance(tree, list):
        for value in tree:
            yield from find(value, key)
print(eval(sys.argv[2]))
PY
look() {
	/usr/bin/python3 "$work/look.py" "$work/report.json" "$1"
}
is "the job succeeded" "$(look 'report["state"]')" succeeded
is "all pages are told" "$(look 'report["pages"] if isinstance(report["pages"], int) else len(report["pages"])')" 2
is "the file is named" "$(look 'report["artifacts"][0]["path"]')" "$work/o/tides.es.mono.pdf"
is "its size is right" "$(look 'report["artifacts"][0]["bytes"]')" \
	"$(stat -c %s "$work/o/tides.es.mono.pdf")"
is "its sum is right" "$(look 'report["artifacts"][0]["sha256"]')" \
	"$(sha256sum <"$work/o/tides.es.mono.pdf" | cut -d' ' -f1)"
is "there is a ledger" "$(look '"ledger" in report')" True
is "with glyphs" "$(look 'max([n for n in find(report["ledger"], "glyphs") if isinstance(n, int)], default=0) > 3000')" True
is "timings of the stages are there" "$(look 'len(report["timings"]) > 3')" True

ok "progress as JSON" exits 0 translate "$sample" -o "$work/p" --no-dual --translator echo \
	--source-lang en --target-lang es --emit-progress-json
cat >"$work/lines.py" <<'PY'
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
values = [line["event"]["overall_progress"] for line in lines
          if line.get("stream") == "progress" and "overall_progress" in line.get("event", {})]
assert values == sorted(values), "progress runs backwards"
assert values and values[-1] == 100, "progress ends at %s" % values[-1:]
assert lines[-1]["stream"] == "final" and lines[-1]["ok"]
PY
ok "each line is JSON, progress grows to 100, the last line is the result" \
	/usr/bin/python3 "$work/lines.py" "$work/out"
done_testing
