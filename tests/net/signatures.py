#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Compares signatures of made requests with botocore's: signatures.py PROGRAM [NUMBER]."""
import datetime
import json
import random
import subprocess
import sys
import urllib.parse
from unittest import mock

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ODD = "abcXYZ019-_.~ !\"#$%&'()*+,/:;<=>?@[]^`{|}äß漢字😀é"


def word(rng, n):
    return "".join(rng.choice(ODD) for _ in range(rng.randint(1, n)))


def made(rng, number):
    models = ["anthropic.claude-3-5-sonnet-20240620-v1:0",
              "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0",
              word(rng, 20)]
    s3 = rng.random() < 0.2
    path = rng.choice(["/", "/model/" + urllib.parse.quote(rng.choice(models), safe="") + "/converse",
                       "/" + urllib.parse.quote(word(rng, 12)) + rng.choice(["", "/", "//b", "/../c", "/./d"])])
    query = "&".join(urllib.parse.quote(word(rng, 6), safe="-_.~") + "=" + urllib.parse.quote(word(rng, 6), safe="-_.~")
                     for _ in range(rng.choice([0, 0, 1, 3, 6])))
    headers = [["Content-Type", rng.choice(["application/json", "application/x-amz-json-1.1"])]]
    if rng.random() < 0.5:
        headers.append(["X-Amz-Target", "AWSShineFrontendService_20170701.TranslateText"])
    if rng.random() < 0.5:
        headers.append(["X-Odd", "  two   blanks \t " + str(number) + "  "])
    if s3:
        headers.append(["X-Amz-Content-SHA256", ""])
    return {
        "method": rng.choice(["GET", "POST", "PUT"]), "path": path, "query": query, "headers": headers,
        "host": rng.choice(["bedrock-runtime.eu-west-1.amazonaws.com", "127.0.0.1:8080", "b.s3.amazonaws.com"]),
        "body": word(rng, 200).replace("\0", ""), "id": "AKID" + str(number), "secret": word(rng, 40),
        "token": rng.choice([None, "Fwo" + "x/+=" * 50]), "region": rng.choice(["eu-west-1", "us-gov-east-1"]),
        "service": rng.choice(["bedrock", "translate"]), "s3": s3, "seconds": rng.randint(1, 4102444800),
    }


def by_botocore(line):
    moment = datetime.datetime.utcfromtimestamp(line["seconds"])
    credentials = Credentials(line["id"], line["secret"], line["token"])
    kind = botocore.auth.S3SigV4Auth if line["s3"] else botocore.auth.SigV4Auth
    url = "https://" + line["host"] + line["path"] + ("?" + line["query"] if line["query"] else "")
    request = AWSRequest(method=line["method"], url=url, data=line["body"].encode(), headers={"Host": line["host"]})
    for name, value in line["headers"]:
        request.headers[name] = value
    request.context["timestamp"] = moment.strftime("%Y%m%dT%H%M%SZ")
    signer = kind(credentials, line["service"], line["region"])
    with mock.patch("botocore.auth.datetime") as clock:
        clock.datetime.utcnow.return_value = moment
        signer.add_auth(request)
    return request.headers["Authorization"]


def main():
    rng = random.Random(4)
    lines = [made(rng, i) for i in range(int(sys.argv[2]) if len(sys.argv) > 2 else 1000)]
    import hashlib
    for line in lines:
        for header in line["headers"]:
            if header[0] == "X-Amz-Content-SHA256":
                header[1] = hashlib.sha256(line["body"].encode()).hexdigest()
    ours = subprocess.run([sys.argv[1]], input="".join(json.dumps(line) + "\n" for line in lines),
                          capture_output=True, text=True, check=True).stdout.split("\n")
    wrong = 0
    for line, mine in zip(lines, ours):
        theirs = by_botocore(line)
        if theirs != mine:
            wrong += 1
            if wrong < 5:
                print(json.dumps(line), theirs, mine, sep="\n")
    print(f"{len(lines)} requests, {wrong} signed otherwise than botocore does")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
