#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The service as a process: start, tokens, origins, reload, signals, what the service manager is
# told, and the time and memory that it takes.
. "$top_srcdir/tests/tap.sh"
program=$top_builddir/doctranslate
command -v curl >/dev/null || skip_all "curl is not installed"
"$program" serve --port none >/dev/null 2>"$work/err"
! grep -q 'not part of this program' "$work/err" || skip_all "the service is not built"
unset $(env | sed -n 's/^\(DOCTRANSLATE_[A-Za-z_]*\)=.*/\1/p')
pid=
trap 'test -z "$pid" || kill -9 $pid 2>/dev/null; rm -rf "$work"' EXIT

start() { # OPTION...: sets pid, url
	: >"$work/log"
	"$program" serve --host 127.0.0.1 --port 0 --data-root "$work/data" "$@" 2>"$work/log" &
	pid=$!
	for _ in $(seq 1200); do
		port=$(sed -n 's/.*"service.ready".*"port":\([0-9]*\).*/\1/p' "$work/log")
		[ -z "$port" ] || break
		kill -0 $pid 2>/dev/null || break
		sleep 0.05
	done
	url=http://127.0.0.1:$port
}
stop() { # SIGNAL: sets code
	kill "-$1" $pid
	wait $pid
	code=$?
	pid=
}
status() { # PATH CURL-OPTION...: the HTTP status
	path=$1
	shift
	curl -s -o "$work/body" -D "$work/head" -w '%{http_code}' "$@" "$url$path"
}
header() { # NAME: of the last answer
	sed -n "s/^$1: \(.*\)\r\$/\1/Ip" "$work/head"
}
fails() { # WORDS VARIABLE=VALUE...: does not start, and says why
	words=$1
	shift
	timeout 60 env "$@" "$program" serve --host 127.0.0.1 --port 0 --data-root "$work/data" \
		>/dev/null 2>"$work/err"
	[ $? -eq 2 ] && grep -qF -- "$words" "$work/err"
}

# ---- settings that cannot be
ok "a bad number is named" fails 'MAX_CONCURRENT_JOBS: found "0", wanted a whole number from 1 to 256' MAX_CONCURRENT_JOBS=0
ok "so is a bad option" sh -c "'$program' serve --port 99999 2>&1 | grep -qF -- '--port: found \"99999\"'"
ok "a lock is not left open by a slip" fails 'wanted disabled or required' AUTH_MODE=requred
ok "tokens have to be there" fails 'wanted a token' AUTH_MODE=required
ok "what is not done is not passed over" fails 'QUEUE_BACKEND: found "arq"' QUEUE_BACKEND=arq
ok "a file of tokens has to be there" fails 'cannot be read' AUTH_TOKENS_FILE=/nonexistent AUTH_TOKEN=x
printf 'alice nonsense\n' >"$work/bad"
ok "and to be right" fails 'bad:1: wanted sha256:' "AUTH_TOKENS_FILE=$work/bad"

if command -v python3 >/dev/null; then
	# where the program that this one replaces has had its jobs
	mkdir -p "$work/old"
	python3 -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("CREATE TABLE jobs (job_id TEXT PRIMARY KEY, kind TEXT, state TEXT)")
db.execute("INSERT INTO jobs VALUES (1, 2, 3)")
db.commit()' "$work/old/http_api_metadata.db"
	cp "$work/old/http_api_metadata.db" "$work/old.db"
	ok "a database of another program is refused" fails \
		'http_api_metadata.db is a database of another program' "METADATA_SQLITE_PATH=$work/old/http_api_metadata.db"
	ok "and left as it is" cmp "$work/old.db" "$work/old/http_api_metadata.db"
else
	skip "a database of another program is refused" "python3 is not installed"
fi
ok "each option has its line of help" sh -c "'$program' serve --help >'$work/help' && sed -n 's/^| [^|]*| \`--\([a-z0-9-]*\)\` |.*/\1/p' '$top_srcdir/docs/serve.md' >'$work/options' &&
	test \$(wc -l <'$work/options') -gt 50 && while read -r name; do grep -q -- \"--\$name \" '$work/help' || { echo \"\$name\"; exit 1; }; done <'$work/options'"
table=$top_builddir/frontends/serve/settings/document
ok "and docs/serve.md has all of them, as the program has" sh -c "'$table' >'$work/table' && sed -n '/^| variable | option |/,/^\$/p' '$top_srcdir/docs/serve.md' | sed '/^\$/d' | cmp - '$work/table'"

# ---- without tokens
start
is "alive" "$(status /v1/health/live)" 200
is "says so as it always did" "$(cat "$work/body")" '{"status":"ok"}'
is "ready" "$(status /v1/health/ready)" 200
ok "all checks are good" grep -q '"ready":true,.*"data_root_writable":true.*"job_queue_healthy":true.*"message":null' "$work/body"
is "what is running" "$(status /v1/runtime)" 200
ok "is told" grep -q '"app":"doctranslate-http-api",.*"public_schema_version":"1"' "$work/body"
is "files that are needed" "$(status /v1/assets/status)" 200
ok "are there" grep -q '"ready":true' "$work/body"
is "figures" "$(status /metrics)" 200
ok "of requests by route" grep -q 'doctranslate_http_requests_total{method="GET",route="/v1/runtime",status_code="200"} 1' "$work/body"
is "the interface tells itself" "$(status /openapi.json)" 200
is "a page of another origin may ask" "$(status /v1/runtime -H 'Origin: https://a.example')" 200
is "as it is told" "$(header Access-Control-Allow-Origin)" '*'
is "an origin asks before" "$(status /v1/jobs -X OPTIONS -H 'Origin: https://a.example' -H 'Access-Control-Request-Method: POST')" 200
is "and is told for how long" "$(header Access-Control-Max-Age)" 600
is "memory without work: $(sed -n 's/^VmRSS: *//p' /proc/$pid/status), at most 40 MiB" \
	"$([ "${SANITIZED:-no}" != no ] || [ "$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' /proc/$pid/status)" -lt 40960 ] && echo yes)" yes
is "the folder is nobody else's" "$(stat -c %a "$work/data")" 700
stop TERM
is "SIGTERM ends it well" "$code" 0
ok "it says so" grep -q '"service.stopped"' "$work/log"
start
stop INT
is "so does SIGINT" "$code" 0

# ---- with tokens
"$program" hash-token alice --role user --rate 1 --burst 2 >"$work/tokens" 2>"$work/told"
alice=$(sed -n 's/.*: \(dt_.*\)/\1/p' "$work/told")
not_ok "a token is not in the file of tokens" grep -qF "$alice" "$work/tokens"
printf 'a token that was there before\n' | "$program" hash-token bob --role admin --token-file - >>"$work/tokens"
printf 'short\n' >"$work/short"
not_ok "a token that can be guessed is refused" "$program" hash-token c --token-file "$work/short"
start --auth-mode required --auth-tokens-file "$work/tokens"
is "nobody without a token" "$(status /v1/runtime)" 401
ok "is told what is wanted" test "$(header WWW-Authenticate)" = 'Bearer realm="doctranslate"'
ok "in the one form of errors" grep -q '"ok":false.*"request_id":"[^"].*"code":"validation_error"' "$work/body"
is "nobody with a wrong one" "$(status /v1/runtime -H 'Authorization: Bearer dt_wrong')" 401
is "nor by a slash behind" "$(status /v1/runtime/)" 401
is "nor for figures" "$(status /metrics)" 401
is "nor by a slash behind these" "$(status /metrics/)" 401
is "nor for the interface" "$(status /openapi.json)" 401
is "health is open" "$(status /v1/health/ready)" 200
is "Bearer" "$(status /v1/runtime -H "Authorization: bearer $alice")" 200
is "the key's header" "$(status /v1/runtime -H "X-API-Key: $alice")" 200
is "no more than the rate" "$(status /v1/runtime -H "X-API-Key: $alice")" 429
ok "and when to come again" test "$(header Retry-After)" -ge 1 -a "$(header Retry-After)" -le 60
is "others are not held up" "$(status /v1/runtime -H 'X-API-Key: a token that was there before')" 200

# ---- reload
printf 'broken\n' >"$work/tokens.new"
cp "$work/tokens" "$work/tokens.good"
cp "$work/tokens.new" "$work/tokens"
kill -HUP $pid
for _ in $(seq 1200); do grep -q reload_failed "$work/log" && break; sleep 0.05; done
ok "a bad file of tokens is told" grep -q '"service.reload_failed".*tokens:1' "$work/log"
is "and the old one stays" "$(status /v1/runtime -H 'X-API-Key: a token that was there before')" 200
grep bob "$work/tokens.good" >"$work/tokens"
kill -HUP $pid
for _ in $(seq 1200); do grep -q '"service.reloaded"' "$work/log" && break; sleep 0.05; done
sleep 1
is "a token that was taken out is none" "$(status /v1/runtime -H "X-API-Key: $alice")" 401
is "one that was left is one" "$(status /v1/runtime -H 'X-API-Key: a token that was there before')" 200
not_ok "no token is in the log" grep -qF -e "$alice" -e 'a token that was there' "$work/log"
stop TERM

start --auth-mode required --auth-tokens-file "$work/tokens" --auth-allow-unauthenticated-probe-paths no
is "health may be locked, too" "$(status /v1/health/live)" 401
stop TERM

# ---- not ready
start --ready-always-200 no
chmod 500 "$work/data" 2>/dev/null
if [ "$(id -u)" -eq 0 ]; then
	skip "not ready when nothing can be written" "root can write everywhere"
else
	sleep 0.6
	is "not ready when nothing can be written" "$(status /v1/health/ready)" 503
fi
chmod 700 "$work/data"
stop TERM

# ---- the service manager
if [ -x /usr/bin/python3 ]; then
	cat >"$work/manager" <<-'END'
		import os, socket, subprocess, sys, signal, time
		path = sys.argv[1] + "/notify"
		sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
		sock.bind(path)
		sock.settimeout(60)
		child = subprocess.Popen(sys.argv[2:], env=dict(os.environ, NOTIFY_SOCKET=path,
		                         WATCHDOG_USEC="200000"), stderr=subprocess.DEVNULL)
		def told(word):
		    for _ in range(5000):
		        text = sock.recv(4096).decode()
		        if word in text.split("\n") or any(line.startswith(word) for line in text.split("\n")):
		            print(word)
		            return dict(line.split("=", 1) for line in text.split("\n"))
		told("READY=1")
		told("WATCHDOG=1")
		before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
		child.send_signal(signal.SIGHUP)
		at = int(told("RELOADING=1")["MONOTONIC_USEC"])
		print("at", before <= at <= time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000)
		told("READY=1")
		child.send_signal(signal.SIGTERM)
		told("STOPPING=1")
		print("exit", child.wait(60))
	END
	is "the service manager is told all" "$(/usr/bin/python3 "$work/manager" "$work" "$program" serve --host 127.0.0.1 --port 0 \
		--data-root "$work/data" | tr '\n' ' ')" "READY=1 WATCHDOG=1 RELOADING=1 at True READY=1 STOPPING=1 exit 0 "
else
	skip "the service manager is told all" "python3 is not installed"
fi
if command -v systemd-analyze >/dev/null; then
	mkdir "$work/unit"
	sed "s#^ExecStart=[^ ]*#ExecStart=$(command -v true)#" "$top_srcdir/docs/doctranslate.service" >"$work/unit/doctranslate.service"
	if systemd-analyze --version >/dev/null 2>&1; then
		is "the unit file is well-formed" "$(systemd-analyze verify --man=no "$work/unit/doctranslate.service" 2>&1)" ""
	else
		skip "the unit file is well-formed" "systemd-analyze does not run here"
	fi
else
	skip "the unit file is well-formed" "systemd-analyze is not installed"
fi
done_testing
