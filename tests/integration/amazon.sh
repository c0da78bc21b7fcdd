#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A document through Amazon Translate, against a server that checks each signature.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
. "$top_srcdir/tests/servers/aws.sh"
[ -e "$top_builddir/modules/amazon.so" ] || skip_all "the plugin amazon is not built"
/usr/bin/python3 -c 'import botocore.auth' 2>/dev/null || skip_all "python3-botocore is not installed"
aws_start

translate() { # CODE OPTIONS...
	code=$1
	shift
	exits "$code" translate --translator amazon --set "amazon.base_url=$aws_url" -li en -lo es --overwrite \
		-o "$work" "$sample" "$@"
}

aws_preflight amazon translate:TranslateText
clean=$(aws_log translate)
refused=$(aws_log refused)
ok "a document is translated" translate 0
is "no signature is refused" "$(aws_log refused)" "$refused"
clean=$(($(aws_log translate) - clean))
ok "the answers are in the document" sh -c "pdftotext '$work/tides.es.mono.pdf' - | grep -q 'Haber mucho el muchos mano'"
ok "marks come back" grep -q ' segments translated' "$work/err"
not_ok "all of them" grep -q 'segments kept' "$work/err"
ok "languages are told" sh -c "echo \"$(aws_log bodies)\" | grep -q \"'SourceLanguageCode': 'en'\""

aws_forget
ok "formality, brevity and a terminology are told" translate 0 --set amazon.formality=informal \
	--set amazon.brevity=true --set amazon.terminology=mine
aws_log bodies >"$work/bodies"
ok "formality" grep -q "'Formality': 'INFORMAL'" "$work/bodies"
ok "brevity" grep -q "'Brevity': 'ON'" "$work/bodies"
ok "terminology" grep -q "'TerminologyNames': \['mine'\]" "$work/bodies"

aws_forget
asked=$(aws_log translate)
aws_fault ThrottlingException 400 5 "Rate exceeded"
ok "what is throttled is asked again" translate 0
is "no more often than that" "$(($(aws_log translate) - asked))" "$((clean + 5))"

asked=$(aws_log translate)
aws_forget
aws_set '{"fault": "AccessDeniedException", "faults": 0, "status": 400, "message": "no policy"}'
dt translate --translator amazon --set "amazon.base_url=$aws_url" -li en -lo es --overwrite -o "$work" "$sample"
ok "no access ends the job as failed" test $? -ne 0
ok "and says why" grep -q 'AccessDeniedException (no policy)' "$work/err"
ok "at once" test "$(($(aws_log translate) - asked))" -le 16
aws_stop
done_testing
