#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Semantic matches: an embedding service fills a memory with vectors, the next job finds by them what
# says the same in other words; services that fail cost no job anything.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/cli/command.sh"
cd "$work" || exit 99
for plugin in pdf layout route typeset check fs openai memory; do
	test -e "$top_builddir/modules/$plugin.so" || skip_all "the plugin $plugin is not built"
done
command -v python3 >/dev/null || skip_all "there is no python3"
command -v pdftotext >/dev/null || skip_all "there is no pdftotext"

XDG_DATA_HOME=$work/data OPENAI_API_KEY=secret-key OPENAI_MODEL=m no_proxy=127.0.0.1
export XDG_DATA_HOME OPENAI_API_KEY OPENAI_MODEL OPENAI_BASE_URL no_proxy
unset http_proxy https_proxy all_proxy

servers=
trap 'kill $servers' EXIT
serve() { # OPTION...: another server; sets $port
	rm -f port
	"$top_srcdir/tests/servers/model-server" --key secret-key "$@" >port 2>/dev/null &
	servers="$servers $!"
	port=$(first_line port)
}
count() { # NAME: of /stats
	python3 -c 'import json, sys, urllib.request as u
print(json.load(u.urlopen("http://127.0.0.1:%s/stats" % sys.argv[1]))[sys.argv[2]])' "$port" "$1"
}
paper() { # NAME <LINES: each one is a paragraph
	{
		echo '%PDF-1.5'
		echo '1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj'
		echo '2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 640 400]>> endobj'
		echo '3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj'
		echo '5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj'
		echo '4 0 obj <<>> stream'
		y=360
		while read -r line; do
			echo "BT /F 11 Tf 40 $y Td ($line) Tj ET"
			y=$((y - 40))
		done
		echo 'endstream endobj'
		echo 'trailer <</Root 1 0 R>>'
	} >"$1.pdf"
}
job() { # FILE OPTION...
	rm -rf out-"$1" report.json
	file=$1
	shift
	run translate "$work/$file.pdf" --translator openai --source-lang en --no-dual -o "out-$file" --report report.json \
		--set segments.embedding_model=words "$@"
}
text_of() {
	pdftotext -layout "out-$1/$1.es.mono.pdf" - | tr -s ' \n' ' '
}

paper first <<'END'
The pump must be switched off before the housing is opened for cleaning.
Water flows through the lower valve into the tank behind the old house.
Turn all 4 screws to the left until the cover of the filter comes off.
END
paper second <<'END'
Before the housing is opened for cleaning the pump must be switched off.
Until the cover of the filter comes off turn all 5 screws to the left.
Nobody knows what the future may bring to those who wait for it.
END

serve
OPENAI_BASE_URL=http://127.0.0.1:$port/v1
job first --set segments.embedding_url="$OPENAI_BASE_URL" --set segments.embedding_key=env:OPENAI_API_KEY
exits "a job with an embedding service" 0
ok "keeps vectors" grep -q 'vectors from the embedding service: 3; kept: 3' report.json
is "asked for in one request" "$(count embeddings) $(count embedded)" "1 3"
known=$(text_of first)
cp data/doctranslate/memory.sqlite one.sqlite

used() { # MEMBER: what the stage has used of the embedding service, as the report has it
	python3 -c 'import json, sys
for one in json.load(open("report.json"))["translators"]:
    if one.get("stage"):
        print(one["translator"], eval(sys.argv[1], {}, one))' "$1"
}
is "its tokens are told" "$(used 'tokens["input"], requests, answers, usd')" "segments (3, 1, 1, 0.0)"

job first --set segments.embedding_url="$OPENAI_BASE_URL" --set segments.embedding_key=env:OPENAI_API_KEY
exits "the same job again" 0
is "asks no service: what is the same needs no vector" "$(count embeddings) $(count requests)" "1 1"

near() { # FILE OPTION...: with a memory that has the first one
	cp one.sqlite near.sqlite
	rm -f near.jobs.sqlite* near.sqlite-*
	job "$@" --memory-file near.sqlite --set segments.embedding_url="http://127.0.0.1:$port" \
		--set segments.embedding_key=env:OPENAI_API_KEY
}
near second
exits "other words for the same" 0
ok "are similar texts" grep -q '0 semantic; .* similar ones in the memory: 2; .* service: 3; kept: 3' report.json
ok "and are asked for" test "$(count segments)" -eq 6
near second --memory semantic
exits "where it is wished" 0
ok "the answer of the one that says the same is taken, not of one with another number" \
	grep -q '1 semantic; .*kept: 2' report.json
answer=$(printf '%s' "$known" | sed 's/\. .*/./')
ok "it is the very same" test "$(text_of second | sed 's/\. .*/./')" = "$answer"
is "and not paid for" "$(count segments)" 8
near second --memory semantic --set segments.memory_semantic_from=1 --set segments.embedding_dimensions=128
exits "vectors of another dimension" 0
ok "are not compared" grep -q '0 semantic; .* similar ones in the memory: 0;' report.json
asked=$(count embeddings)
near second --dry-run
exits "a dry run" 0
is "asks nobody" "$(count embeddings)" "$asked"

# its price
near second --set segments.embedding_price=1000000
is "has a price" "$(used usd)" "segments 3.0"
asked=$(count embeddings)
near second --set segments.embedding_price=1000000 --budget 10USD --set openai.price_input=1 \
	--set openai.price_output=1
exits "a budget that has no room for vectors" 0
is "leaves them out" "$(count embeddings)" "$asked"
ok "which is told" grep -q 'embedding service is not asked any more.*budget' report.json
near second --set segments.embedding_price=1 --budget 10USD --set openai.price_input=1 \
	--set openai.price_output=1
exits "a budget that has" 0
is "asks" "$(count embeddings)" "$((asked + 1))"
asked=$(count embeddings)
run translate second.pdf --translator openai --no-dual -o bad --memory-file near.sqlite \
	--set segments.embedding_model=m --set segments.embedding_url=http://192.0.2.1/v1 \
	--set openai.price_input=1 --set openai.price_output=1 --budget 10USD
exits "a service whose price is not known, with a budget" 2
says "says what is missing" "option embedding_price of segments"

# what is not as it should be
run translate second.pdf --translator openai --memory semantic --no-dual -o bad
exits "semantic without a service" 2
says "says what is missing" "option embedding_model of segments"
run translate second.pdf --translator openai --no-dual -o bad --set segments.embedding_url=http://localhost/v1
exits "a service without a model" 2
says "is told" "no model that it is asked for"
run translate second.pdf --translator openai --no-dual -o bad --set segments.embedding_model=m \
	--set segments.embedding_url=http:///v1
exits "no address" 3

good=$port
for fault in 500 401 not-json few ragged bad-utf8 hang; do
	serve --embeddings $fault --hang 2
	near second --memory semantic --set segments.embedding_timeout=300ms
	exits "a service that fails ($fault)" 0
	is "$fault: is told once, as a warning" "$(grep -c '"memory.embedding"' report.json)" 1
	ok "$fault: no text is lost" grep -q '0 semantic; .*kept: 3' report.json
	ok "$fault: the key stays where it is" sh -c '! grep -rq secret-key report.json "$0"' "$err"
done
serve --embeddings context
near second
exits "a text that is too long for the model" 0
is "is nothing to tell" "$(grep -c '"memory.embedding"' report.json)" 0
port=$good
near second --memory semantic --set segments.embedding_batch=1
is "one text in a request" "$(count embeddings)" "$((asked + 3))"

done_testing
