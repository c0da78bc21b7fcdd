#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Signals cancel a job cleanly; a second one ends the program at once.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/cli/command.sh"
cd "$work" || exit 99
command -v python3 >/dev/null || skip_all "python3 is not there: it sends the signals"

# A shell gives its background jobs an ignored SIGINT, so Python starts them.
cat >send.py <<'E2'
import os, signal, subprocess, sys, time
first, second, after, command = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4:]
signal.signal(signal.SIGINT, signal.default_int_handler)
for each in signal.SIGHUP, signal.SIGTERM:  # whoever runs the tests may ignore them
    signal.signal(each, signal.SIG_DFL)
child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=open("err", "wb"))
time.sleep(after)
start = time.monotonic()
child.send_signal(first)
if second:
    time.sleep(0.3)
    child.send_signal(second)
output = child.communicate(timeout=50)[0]
open("out", "wb").write(output)
print(child.returncode, "soon" if time.monotonic() - start < 5 else "late")
E2

slow="--set source.pages=1000 --set source.delay=100ms"
mkdir tmp results
for number in 2 15 1; do
	got=$(TMPDIR=$work/tmp python3 send.py $number 0 1 "$program" translate \
		--pipeline "$faulty" -o results a.pdf $slow)
	is "signal $number ends the program as a signal does, soon" "$got" "-$number soon"
	is "no result is left" "$(ls results)" ""
	is "nor a file of the job" "$(ls tmp)" ""
	says "it is told" "cancelled"
done
got=$(TMPDIR=$work/tmp python3 send.py 2 0 1 "$program" translate --pipeline "$faulty" \
	-o results a.pdf b.pdf --jobs 1 --output-format json $slow)
is "with JSON, too" "$got" "-2 soon"
ok "an envelope says so" json_holds out 'it["error"]["code"] == "canceled" and not it["ok"]'
got=$(TMPDIR=$work/tmp python3 send.py 2 15 1 "$program" translate --pipeline "$faulty" \
	-o results a.pdf --set source.delay=20s --set source.deaf=true)
is "a second signal does not wait for a stage that does not listen" "$got" "-15 soon"
is "no result is left then, either" "$(ls results)" ""

# What is translated when the signal comes is written.
cat >asks.conf <<'E2'
version = 1;
on_page_error = "keep";
stores: { output: { uses = "fs.folder"; }; };
translators: { slow: { uses = "fake.speaker"; lanes = 1; options: { work = "50ms"; }; }; };
translator = "slow";
stages:
{
  source: { uses = "fake.source"; inputs: { file = "job.file"; }; options: { pages = 1000; }; };
  ask:    { uses = "fake.ask";    inputs: { in = "source.page"; }; };
  sink:   { uses = "fake.sink";   inputs: { in = "ask.out"; }; };
};
results:
{
  mono: { from = "sink.file"; store = "output"; key = "%(name).%(target_lang).mono.pdf"; };
  dual: { from = "sink.file"; store = "output"; key = "%(name).%(target_lang).dual.pdf"; };
};
E2
DT_PLUGIN_PATH=$DT_PLUGIN_PATH:$top_builddir/tests/plugins/.libs
rm -rf tmp && mkdir tmp # what the killed run has left
got=$(TMPDIR=$work/tmp python3 send.py 2 0 3 "$program" translate --pipeline asks.conf -o kept a.pdf)
is "a run that has asked ends as by a signal, too" "$got" "-2 soon"
is "its results are written" "$(ls kept)" "a.es.dual.pdf
a.es.mono.pdf"
ok "and told" grep -q 'kept/a.es.mono.pdf' out
ok "pages that were asked for are in them" grep -q 'source,ask' kept/a.es.mono.pdf
ok "the others are not" grep -q 'gap' kept/a.es.mono.pdf
says "how to go on is told" 'the same command with --overwrite goes on'
is "no file of the job is left" "$(ls tmp)" ""

# A reader that goes away must not look like a crash.
cat >close.py <<'E2'
import os, subprocess, sys
reader, writer = os.pipe()
child = subprocess.Popen(sys.argv[1:], stdout=writer, stderr=subprocess.PIPE)
os.close(writer)
os.close(reader)
error = child.communicate(timeout=50)[1]
print(child.returncode, error.decode().count("\n"))
E2
is "a closed pipe is no fault" "$(python3 close.py "$program" help)" "0 0"
done_testing
