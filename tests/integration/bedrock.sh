#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A document through Bedrock's Converse, against a server that checks each signature.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
. "$top_srcdir/tests/servers/aws.sh"
[ -e "$top_builddir/modules/bedrock.so" ] || skip_all "the plugin bedrock is not built"
/usr/bin/python3 -c 'import botocore.auth' 2>/dev/null || skip_all "python3-botocore is not installed"
aws_start

translate() { # CODE OPTIONS...
	code=$1
	shift
	exits "$code" translate --translator bedrock --set "bedrock.base_url=$aws_url" --target-lang es --overwrite \
		-o "$work" "$sample" "$@"
}

aws_preflight bedrock bedrock:InvokeModel
clean=$(aws_log converse)
refused=$(aws_log refused)
ok "a document is translated" translate 0
is "no signature is refused" "$(aws_log refused)" "$refused"
clean=$(($(aws_log converse) - clean))
ok "it was asked" test "$clean" -gt 0
ok "the answers are in the document" sh -c "pdftotext '$work/tides.es.mono.pdf' - | grep -q 'Haber mucho el muchos mano'"

aws_forget
BEDROCK_MODEL=arn:aws:bedrock:eu-test-1:123456789012:inference-profile/eu.made.model-v1:0
export BEDROCK_MODEL
ok "a profile's ARN may be the model" translate 0
is "its signature is right, too" "$(aws_log refused)" "$refused"
is "it arrives as it is" "$(aws_log models | tr -d "[]'" | sed 's/.*, //')" "$BEDROCK_MODEL"
unset BEDROCK_MODEL

aws_forget
asked=$(aws_log converse)
aws_fault ThrottlingException 429 2 "Too many requests"
ok "what is throttled is asked again" translate 0
is "no more often than that" "$(($(aws_log converse) - asked))" "$((clean + 2))"

aws_forget
aws_fault ValidationException 400 0 "The provided model identifier is invalid."
dt translators --check bedrock --set "bedrock.base_url=$aws_url"
ok "a model that is not there is told" grep -q 'there is no such model in this region' "$work/err"

asked=$(aws_log converse)
aws_forget
aws_set '{"fault": "AccessDeniedException", "faults": 0, "status": 403, "message": "no access to the model"}'
dt translate --translator bedrock --set "bedrock.base_url=$aws_url" --target-lang es --overwrite -o "$work" "$sample"
ok "no access ends the job as failed" test $? -ne 0
ok "and says why" grep -q 'AccessDeniedException (no access to the model)' "$work/err"
ok "at once" test "$(($(aws_log converse) - asked))" -le 16
aws_set '{"fault": ""}'

aws_forget
AWS_SECRET_ACCESS_KEY=some-other-key
dt translate --translator bedrock --set "bedrock.base_url=$aws_url" --target-lang es --overwrite -o "$work" "$sample"
ok "a wrong key ends the job as failed" test $? -ne 0
ok "and says so" grep -q InvalidSignatureException "$work/err"
not_ok "but not the key" grep -rq some-other-key "$work/err" "$work/out"
aws_stop
done_testing
