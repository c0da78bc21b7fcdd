#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Webhooks as a receiver sees them: signature, one id over all attempts, faults, several at once,
# two servers on the same records, and none that goes where it must not.
. "$top_srcdir/tests/tap.sh"
send=$top_builddir/tests/serve/send-webhooks
[ -x "$send" ] || skip_all "there are no records to keep deliveries in"
cd "$work" || exit 99

SECRET=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
export SECRET
mkfifo input
python3 "$top_srcdir/tests/servers/webhook-receiver" <input >port &
exec 7>input
for _ in $(seq 100); do
	[ -s port ] && break
	sleep 0.1
done
base=http://127.0.0.1:$(cat port)
n=0

deliver() { # PATH OPTION...: what became of it is in said
	path=$1
	shift
	n=$((n + 1))
	timeout 60 "$send" "$work/records.$n" "$base$path" private "$@" >said 2>log || echo "# it ended with $?" | tee -a said
}
# EXPRESSION of Python about the requests for PATH, as r
asked() {
	python3 - "$base" "$1" "$2" <<'EOF'
import json, sys, urllib.request
log = json.load(urllib.request.urlopen(sys.argv[1] + "/log"))
r = [x for x in log if x["path"] == sys.argv[2]]
print(eval(sys.argv[3]))
EOF
}

deliver /ok secret=$SECRET
is "a delivery that is taken" "$(cat said)" "attempts 1 status 200 delivered "
is "its signature is that of the standard" "$(asked /ok 'r[0]["verified"]')" True
is "its body is that of the records" "$(asked /ok 'json.loads(r[0]["body"])["type"]')" job.terminal
is "its headers" "$(asked /ok 'r[0]["headers"]["content-type"], r[0]["headers"]["user-agent"], r[0]["headers"]["webhook-id"][-9:]')" \
	"('application/json', 'DocTranslater-Webhook/1', ':terminal')"
not_ok "the log names no secret" grep -q MfKQ9r8G log
ok "the log names the job" grep -q '"event":"webhook.delivered".*"job_id":"00000000' log

deliver '/ok?unsigned'
is "without a secret there is no signature" \
	"$(asked '/ok?unsigned' '"webhook-signature" in r[0]["headers"], "webhook-id" in r[0]["headers"]')" "(False, True)"

deliver '/first/500/200' secret=$SECRET
is "500, then 200" "$(cat said)" "attempts 2 status 200 delivered "
is "the id is one over all attempts" "$(asked /first/500/200 'len(r), len({x["headers"]["webhook-id"] for x in r})')" "(2, 1)"
is "each attempt is signed for its time" \
	"$(asked /first/500/200 'all(x["verified"] for x in r), r[0]["headers"]["webhook-timestamp"] != r[1]["headers"]["webhook-timestamp"]')" "(True, True)"
is "the second comes after 1 to 3 seconds" "$(asked /first/500/200 '0.9 < r[1]["at"] - r[0]["at"] < 4.5')" True

deliver /status/410
is "410 is given up" "$(cat said)" "attempts 1 status 410 given_up the receiver answered 410"
deliver /status/404
is "404 is given up" "$(cat said)" "attempts 1 status 404 given_up the receiver answered 404"
deliver /status/503 attempts=2
is "what fails again and again is given up" "$(cat said)" "attempts 2 status 503 given_up the receiver answered 503"
deliver '/status/429?retry_after=30' seconds=4
is "a receiver that asks for time gets it" "$(asked '/status/429?retry_after=30' 'len(r)')" 1

deliver /redirect attempts=1
is "a redirect is not followed" "$(cat said)" \
	"attempts 1 status 302 given_up the receiver answered 302, and redirects are not followed"
is "and its target sees nothing" "$(asked /redirect 'len(r)') $(asked /ok 'len(r)')" "1 1"

deliver '/slow?s=5' attempts=1 timeout=500
is "a slow one" "$(cat said)" "attempts 1 status 0 given_up the receiver did not answer within 0.5 seconds"
deliver /hang attempts=1
ok "one that hangs up" grep -q "^attempts 1 status 0 given_up the receiver was not reached" said
deliver '/drip?s=20' timeout=1000
is "one that says yes, and then nothing for long" "$(cat said)" "attempts 1 status 200 delivered "
deliver '/huge?mb=200'
is "a huge answer is not read to its end" "$(cat said)" "attempts 1 status 200 delivered "
deliver '/headers?kb=200' attempts=1
ok "nor are endless headers" grep -q "^attempts 1 status 200 delivered" said
deliver /cut
is "an answer that is cut" "$(cat said)" "attempts 1 status 200 delivered "

deliver '/slow?s=0.5' jobs=10 at_once=10 secret=$SECRET
is "ten at once" "$(asked '/slow?s=0.5' 'len(r)')" 10
ok "none waits for another" \
	test "$(python3 -c "import urllib.request; print(urllib.request.urlopen('$base/most').read().decode())")" -ge 10
deliver '/slow?s=0.02' jobs=60 servers=3 at_once=5 secret=$SECRET
is "three servers on the same records send each one once" \
	"$(asked '/slow?s=0.02' 'len(r), len({x["headers"]["webhook-id"] for x in r})')" "(60, 60)"
is "and all are delivered" "$(grep -c '^attempts 1 status 200 delivered' said)" 60

# ---- where they must not go ----
send_strictly() { # URL OPTION...
	n=$((n + 1))
	timeout 60 "$send" "$work/records.$n" "$@" >said 2>log || echo "# it ended with $?" | tee -a said
}
port=$(cat port)
for host in 127.0.0.1 127.1 2130706433 0x7f000001 '[::1]' '[::ffff:127.0.0.1]'; do
	send_strictly "http://$host:$port/strict" attempts=1
	is "$host is not connected to" "$(sed 's/ is .* now/ is X now/' said)" \
		"attempts 1 status 0 given_up the receiver's host is X now, which this server does not call"
done
send_strictly "http://localhost:$port/strict" attempts=1
ok "nor is localhost" grep -q "given_up the webhook's host is a name of this machine" said
is "the receiver has seen none of them" "$(asked /strict 'len(r)')" 0

# A name that is public when it is looked at and 127.0.0.1 when it is sent to: in a network of its
# own, with a name server of its own.
cat >rebind.sh <<'EOF'
ip link set lo up || exit 77
echo "nameserver 127.0.0.1" >"$work/resolv.conf"
mount --bind "$work/resolv.conf" /etc/resolv.conf || exit 77
mkfifo "$work/names"
PORT=8080 python3 "$top_srcdir/tests/servers/webhook-receiver" <"$work/names" >"$work/inner" &
python3 "$top_srcdir/tests/serve/dns-server" "$@" <"$work/names" >"$work/ready" &
exec 8>"$work/names"
for _ in $(seq 100); do
	[ -s "$work/ready" ] && [ -s "$work/inner" ] && break
	sleep 0.1
done
"$send" "$work/records.rebind" http://rebind.test:8080/rebind hold
"$send" "$work/records.rebind" http://rebind.test:8080/rebind attempts=1
python3 -c 'import json, urllib.request; print("seen", len(json.load(urllib.request.urlopen("http://127.0.0.1:8080/log"))))'
EOF
export work send
if unshare -rnm true 2>/dev/null && command -v ip >/dev/null; then
	timeout 60 unshare -rnm sh rebind.sh 93.184.216.34 127.0.0.1 >said 2>log
	if [ $? -eq 77 ]; then
		skip "a name that changes its meaning" "no name server can be set up here"
	else
		is "a name that changes its meaning is not followed" "$(tr '\n' ';' <said)" \
			"taken: rebind.test 8080;attempts 1 status 0 given_up the receiver's host is a loopback address now, which this server does not call;seen 0;"
	fi
	rm -f names inner ready records.rebind*
	timeout 60 unshare -rnm sh rebind.sh 93.184.216.34,10.0.0.1 127.0.0.1 >said 2>log
	ok "one bad address among good ones is enough to refuse it at creation" \
		grep -q "^refused: the webhook's host is a private address" said
else
	skip "a name that changes its meaning" "no network of its own can be made here"
fi
done_testing
