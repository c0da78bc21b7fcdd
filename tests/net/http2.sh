#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# HTTP/2 over TLS, through nghttpx in front of the tests' server: one connection for many requests,
# and a certificate that has to be trusted.
. "$top_srcdir/tests/tap.sh"
for tool in nghttpx openssl; do
	command -v $tool >/dev/null || skip_all "$tool is not installed"
done
ask=$top_builddir/tests/net/ask-many
cd "$work" || exit 99

# a certificate authority of the test, and a certificate for 127.0.0.1
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 2 \
	-subj "/CN=made by a test" 2>/dev/null || skip_all "openssl makes no certificates here"
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out request.pem \
	-subj "/CN=127.0.0.1" 2>/dev/null
echo "subjectAltName=IP:127.0.0.1" >names
openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names \
	-out cert.pem 2>/dev/null

mkfifo input
python3 "$top_srcdir/tests/servers/faults-server" <input >port &
exec 7>input
for _ in $(seq 100); do
	[ -s port ] && break
	sleep 0.1
done
front=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
nghttpx --conf=/dev/null -f "127.0.0.1,$front" -b "127.0.0.1,$(cat port)" --workers=1 \
	--accesslog-file="$work/access" --accesslog-format='$alpn $connection_id $status' --errorlog-file="$work/errors" \
	key.pem cert.pem >/dev/null 2>&1 &
proxy=$!
for _ in $(seq 100); do
	"$ask" "https://127.0.0.1:$front" /ok 1 1 ca.pem >/dev/null 2>&1 && break
	sleep 0.1
done
: >access

ok "200 requests are answered" "$ask" "https://127.0.0.1:$front" "/ok?ms=20" 200 64 "$work/ca.pem"
cp "$work/tap.out" said
sleep 0.3
is "all of them by HTTP/2" "$(awk '{ print $1 }' access | sort | uniq -c | awk '{ print $1, $2 }')" "200 h2"
is "over one connection" "$(awk '{ print $2 }' access | sort -u | wc -l)" 1
ok "many at once" test "$(awk '{ print $6 }' said)" -lt 2500

not_ok "a certificate of strangers is not trusted" "$ask" "https://127.0.0.1:$front" /ok 1 1
cp "$work/tap.out" said
ok "and that is said" grep -q "certificate of made at https://.* is not to be trusted" said
kill $proxy
exec 7>&-
done_testing
