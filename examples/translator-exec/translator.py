#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A translator for DocTranslate in a page of Python: word by word, by a dictionary.

DocTranslate starts it, writes a line of JSON for each request to its standard input, and reads a
line of JSON for each answer from its standard output.  What it prints on standard error goes to
the log.  It ends when its standard input does.

    translator.py [DICTIONARY]    lines "WORD<tab>TRANSLATION"; words that are not in it stay as
                                  they are, and without a dictionary all are set in capitals
"""
import html
import json
import re
import sys

# A text is a fragment of XML: "a <g id='1'>bold</g> word and <x id='2'/>", with & < > as
# entities.  Marks have to come back as they are: only what stands between them is translated.
MARK = re.compile(r"(<[^>]*>)")
WORD = re.compile(r"\w+")


def read_dictionary(path):
    with open(path, encoding="utf-8") as lines:
        pairs = (line.rstrip("\n").split("\t") for line in lines if "\t" in line)
        return {pair[0].lower(): pair[1] for pair in pairs}


def translate_word(word, dictionary):
    if dictionary is None:
        return word.upper()
    found = dictionary.get(word.lower(), word)
    return found[:1].upper() + found[1:] if word[:1].isupper() else found


def translate(text, dictionary, terms):
    """A text with its marks.  Terms are what the user wants to be called so."""
    wanted = dict(dictionary) if dictionary is not None else None
    for term in terms:
        if wanted is not None:
            wanted[term["source"].lower()] = term["target"] or term["source"]
    parts = MARK.split(text)
    for i, part in enumerate(parts):
        if not MARK.fullmatch(part):
            plain = html.unescape(part)
            plain = WORD.sub(lambda match: translate_word(match[0], wanted), plain)
            parts[i] = html.escape(plain, quote=False)
    return "".join(parts)


def answer(request, dictionary):
    terms = request.get("terms", [])
    try:
        texts = [translate(text["text"], dictionary, terms) for text in request["texts"]]
        return {"id": request["id"], "texts": texts}
    except (KeyError, TypeError) as problem:
        return {"id": request["id"],
                "error": {"kind": "bad_request", "message": f"there is no {problem}"}}


def main():
    dictionary = read_dictionary(sys.argv[1]) if len(sys.argv) > 1 else None
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line), dictionary)), flush=True)


if __name__ == "__main__":
    main()
