#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# translate --request-json: what a client of the service would ask for, on the command line.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need /usr/bin/python3
[ -f "$top_builddir/modules/pseudo.so" ] || skip_all "the plugin pseudo is not built"

# FILE EXPRESSION: of the last line of FILE, as Python has it in "d"
last() {
	/usr/bin/python3 -c 'import json, sys
d = json.loads(open(sys.argv[1]).read().splitlines()[-1])
print(eval(sys.argv[2]))' "$@"
}

cat >"$work/good.json" <<END
{"schema_version": "1", "input_pdf": "$sample", "lang_in": "en", "lang_out": "fr",
 "translator": {"name": "pseudo"},
 "options": {"output_dir": "$work/o", "qps": "7", "export_xliff": true}}
END
ok "a request is done" exits 0 translate --request-json "$work/good.json" --output-format json \
	other.pdf
is "the last line says so" "$(last "$work/out" 'd["ok"], d["result"]["status"]')" \
	"(True, 'translate_finished')"
is "documents have the kinds that clients know" \
	"$(last "$work/out" '[i["kind"] for i in d["result"]["translation"]["artifacts"]["items"]][:4]')" \
	"['mono_plain_pdf', 'mono_watermarked_pdf', 'dual_plain_pdf', 'dual_watermarked_pdf']"
is "what has no effect is told" "$(last "$work/out" 'sum("options.qps" in w for w in d["warnings"])')" 1
is "so are documents that are left out" \
	"$(last "$work/out" 'sum("left out" in w for w in d["warnings"])')" 1
ok "results are where the request wants them" test -s "$work/o/tides.fr.mono.pdf" -a \
	-s "$work/o/tides.fr.dual.pdf" -a -s "$work/o/tides.fr.xliff"
ok "options that are given besides go before it" exits 0 translate --request-json \
	"$work/good.json" -o "$work/p" --target-lang de --no-dual
ok "as the names of results show" test -s "$work/p/tides.de.mono.pdf" -a \
	! -e "$work/p/tides.de.dual.pdf"
ok "progress is told, too" exits 0 translate --request-json "$work/good.json" -o "$work/q" \
	--emit-progress-json
is "its last event is finish, then comes the envelope" \
	"$(tail -n 2 "$work/out" | head -n 1 >"$work/event"; last "$work/event" 'd["stream"], d["event"]["type"]') $(last "$work/out" 'd["stream"]')" \
	"('progress', 'finish') final"

cat >"$work/wrong.json" <<END
{"input_pdf": "$sample", "lang_out": "fr", "translator": {"openai": {"api_key": ["sk-hidden"]}},
 "options": {"qps": -1, "ocr": true}}
END
ok "what is wrong is told, all of it" exits 2 translate --request-json "$work/wrong.json" \
	--output-format json
is "by its places" "$(last "$work/out" '[".".join(e["loc"]) for e in d["errors"]]')" \
	"['translator.openai.api_key', 'options.qps', 'options.ocr']"
is "under the code that clients know" "$(last "$work/out" 'd["error"]["code"]')" validation_error
not_ok "without its secrets" grep -q sk-hidden "$work/out" "$work/err"
echo '{"input_pdf": "x.pdf", "lang_out": "fr"' >"$work/broken.json"
ok "a file that is no JSON" exits 2 translate --request-json "$work/broken.json"
ok "is told in a sentence" one_sentence
echo '{"input_pdf": "/nowhere/x.pdf", "lang_out": "fr"}' >"$work/none.json"
ok "a document that is not there" exits 2 translate --request-json "$work/none.json"
ok "is told in a sentence, too" one_sentence

cat >"$work/old.toml" <<'END'
[doctranslate]
translator = "local"
local_backend = "ollama"
local_model = "some"
END
cat >"$work/router.json" <<END
{"input_pdf": "$sample", "lang_in": "en", "lang_out": "fr",
 "translator": {"mode": "local", "config_path": "$work/old.toml",
  "local_cli": {"local_base_url": "http://127.0.0.1:1", "local_max_retries": 0}}}
END
if [ -f "$top_builddir/modules/ollama.so" ] && grep -q 'define HAVE_TOML' "$top_builddir/config.h"; then
	mkdir "$work/tmp"
	TMPDIR=$work/tmp
	export TMPDIR
	ok "a file of the replaced program is imported" exits 5 translate --request-json \
		"$work/router.json" -o "$work/r" --output-format json
	is "its server is the one that is asked" \
		"$(last "$work/out" '"ollama at http://127.0.0.1:1" in d["error"]["message"]')" True
	is "nothing of it is left" "$(ls "$work/tmp")" ""
	is "and nothing else is printed" "$(wc -l <"$work/out")" 1
else
	skip "a file of the replaced program is imported" "toml++ or ollama is not built"
fi
done_testing
