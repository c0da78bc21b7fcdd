#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Traces as a collector sees them: their shape, who is below whom, batches, faults, an end in time.
. "$top_srcdir/tests/tap.sh"
send=$top_builddir/tests/serve/send-traces
cd "$work" || exit 99
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY

n=0
collect() { # FAULTS: a collector of its own, at $base
	exec 7>&-
	n=$((n + 1))
	mkfifo input.$n
	FAULTS=$1 python3 "$top_srcdir/tests/servers/trace-collector" <input.$n >port.$n &
	exec 7>input.$n
	for _ in $(seq 100); do
		[ -s port.$n ] && break
		sleep 0.1
	done
	base=http://127.0.0.1:$(cat port.$n)
}
# EXPRESSION of Python about the spans, as s, and the batches, as b
got() {
	python3 - "$base" "$1" <<'EOF'
import json, sys, urllib.request
ask = lambda what: json.load(urllib.request.urlopen(sys.argv[1] + what))
s, b = ask("/spans"), ask("/batches")
of = lambda name: next(x for x in s if x["name"] == name)
print(eval(sys.argv[2]))
EOF
}

collect ""
PARENT=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
export PARENT
OTEL_EXPORTER_OTLP_HEADERS="x-tenant=docs%20team" OTEL_SERVICE_NAME=named \
	timeout 30 "$send" "$base" 1 3000 >said 2>log || echo "it ended with $?" >>said
is "all spans are sent" "$(sed 's/ ms .*//' said)" "sent 5 dropped 0"
is "nothing is wrong with their shape" "$(got '[x for x in b if "wrong" in x]')" "[]"
is "they are one trace, that of the client" "$(got '{x["traceId"] for x in s}')" "{'0af7651916cd43dd8448eb211c80319c'}"
is "the request is below the client's span" "$(got 'of("POST /v1/jobs")["parentSpanId"]')" b7ad6b7169203331
is "the job is below the request" "$(got 'of("job")["parentSpanId"] == of("POST /v1/jobs")["spanId"]')" True
is "a stage below the job" "$(got 'of("stage pdf.write")["parentSpanId"] == of("job")["spanId"]')" True
is "a call below its stage" "$(got 'of("translate openai")["parentSpanId"] == of("stage route.segments")["spanId"]')" True
is "kinds" "$(got 'of("POST /v1/jobs")["kind"], of("job")["kind"], of("translate openai")["kind"]')" "(2, 5, 3)"
is "values" "$(got 'of("stage pdf.write")["attributes"], of("POST /v1/jobs")["attributes"]')" \
	"({'share': 0.25, 'parallel': True}, {'http.route': '/v1/jobs', 'http.response.status_code': '202'})"
is "a text with quotes" "$(got 'of("translate openai")["attributes"]["provider"]')" 'a "name"'
is "no secret is in them" "$(got 'any("abcdef" in json.dumps(x) for x in s)')" False
is "what failed says so" "$(got 'of("translate openai")["status"]')" "{'code': 2, 'message': '401 with key <redacted>'}"
is "the resource" "$(got '[s[0]["resource"][x] for x in ("service.name", "team")]')" "['named', 'docs']"
is "headers of the environment" "$(got 'b[0]["headers"]["x-tenant"]')" "docs team"

unset PARENT
collect ""
OTEL_BSP_MAX_EXPORT_BATCH_SIZE=100 timeout 30 "$send" "$base" 200 5000 >said 2>log || echo "it ended with $?" >>said
is "a thousand spans" "$(sed 's/ ms .*//' said)" "sent 1000 dropped 0"
is "in batches" "$(got 'sum(x["n"] for x in b), max(x["n"] for x in b) <= 100')" "(1000, True)"
is "of two hundred traces" "$(got 'len({x["traceId"] for x in s}), len({x["spanId"] for x in s})')" "(200, 1000)"

collect "503,429"
timeout 30 "$send" "$base" 1 10000 >said 2>log || echo "it ended with $?" >>said
is "a collector that is busy is asked again" "$(sed 's/ ms .*//' said)" "sent 5 dropped 0"
collect "400"
timeout 30 "$send" "$base" 1 5000 >said 2>log || echo "it ended with $?" >>said
is "one that refuses is not" "$(sed 's/ ms .*//' said)" "sent 0 dropped 5"
ok "and the log tells" grep -q '"event":"trace.lost".*"spans":5.*answered 400' log
collect "reject"
timeout 30 "$send" "$base" 1 5000 >said 2>log || echo "it ended with $?" >>said
is "one that takes a part" "$(sed 's/ ms .*//' said)" "sent 4 dropped 1"

collect "hang"
OTEL_BSP_MAX_QUEUE_SIZE=100 OTEL_BSP_MAX_EXPORT_BATCH_SIZE=10 timeout 30 "$send" "$base" 1000 500 >said 2>log || echo "it ended with $?" >>said
is "one that hangs: what does not fit is dropped and counted" "$(sed 's/ ms .*//' said)" "sent 0 dropped 5000"
ok "and the end comes in time" test "$(sed 's/.* ms //' said)" -lt 3000

OTEL_TRACES_SAMPLER=always_off timeout 30 "$send" "$base" 10 500 >said 2>log || echo "it ended with $?" >>said
is "what is not sampled is not sent" "$(sed 's/ ms .*//' said)" "sent 0 dropped 0"
OTEL_SDK_DISABLED=true timeout 30 "$send" "$base" 10 500 >said 2>log || echo "it ended with $?" >>said
is "nor when all of it is off" "$(sed 's/ ms .*//' said)" "sent 0 dropped 0"
OTEL_TRACES_SAMPLER=maybe timeout 30 "$send" "$base" 1 500 >said 2>log
is "a variable that cannot be read is told" "$(cut -c 1-33 <log)" "send-traces: OTEL_TRACES_SAMPLER "
done_testing
