/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The answer to one text by a model that forgets the form: the translation and nothing else.
 *
 * Taken only where it can hardly be anything else: it has no line, colon, quote, bracket or sign
 * of Markdown more than its source, so neither half of some JSON nor words around an answer; it
 * does not speak of translating; it is not much longer.  Whether it is a good translation is for
 * the caller to say, as of all answers.
 */
#include "config.h"

#include "items.h"

#include <strings.h>

struct piece {
	const char *at, *end;
};

static size_t count(struct piece in, const char *word)
{
	size_t n = strlen(word), found = 0;

	for (const char *at = in.at; (size_t)(in.end - at) >= n; at++)
		found += !strncasecmp(at, word, n);
	return found;
}

static size_t count_any(struct piece in, const char *const *words)
{
	size_t found = 0;

	for (; *words; words++)
		found += count(in, *words);
	return found;
}

static bool says_more_than(struct piece reply, struct piece source)
{
	/* each row may be as often in a reply as in its source; a text's own < is a reference there
	 */
	static const char *const rows[][16] = {
		{ "{" },
		{ "}" },
		{ "[" },
		{ "]" },
		{ "<", "&lt;" },
		{ ">", "&gt;" },
		{ "`" },
		{ "*" },
		{ "#" },
		{ "|" },
		{ "\\" },
		{ "\n", "\xe2\x80\xa8" },
		{ ":", "\xef\xbc\x9a" },
		/* straight, or of any language */
		{ "\"", "\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x9e", "\xe2\x80\x9f", "\xc2\xab",
		  "\xc2\xbb", "\xe2\x80\xb9", "\xe2\x80\xba", "\xe3\x80\x8c", "\xe3\x80\x8d",
		  "\xe3\x80\x8e", "\xe3\x80\x8f" },
		{ "translat" },
		{ "json" },
		{ "\xef\xbf\xbd" },
	};

	for (size_t i = 0; i < DT_COUNT(rows); i++)
		if (count_any(reply, rows[i]) > count_any(source, rows[i]))
			return true;
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* null, true, 12 */
static bool is_scalar(struct piece reply)
{
	json_t *value = json_loadb(reply.at, (size_t)(reply.end - reply.at), JSON_DECODE_ANY, NULL);
	bool scalar = value && !json_is_string(value);

	json_decref(value);
	return scalar;
}

void items_take_plain(struct items *items, const char *at, const char *end)
{
	const char *text = items->batch->texts[0];
	struct piece reply = { at, end }, source = { text, text + strlen(text) };
	json_t *quoted;

	while (reply.at < reply.end && is_blank(*reply.at))
		reply.at++;
	while (reply.at < reply.end && is_blank(reply.end[-1]))
		reply.end--;
	/* a string in place of the object with it */
	quoted = *text == '"' ? NULL
			      : json_loadb(reply.at, (size_t)(reply.end - reply.at),
					   JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	if (json_is_string(quoted)) {
		reply.at = json_string_value(quoted);
		reply.end = reply.at + json_string_length(quoted);
	}
	if ((size_t)(reply.end - reply.at) <= 4 * strlen(text) + 16 && !is_scalar(reply) &&
	    !says_more_than(reply, source))
		items_take(items, 1, reply.at, (size_t)(reply.end - reply.at), NULL, 0);
	json_decref(quoted);
}
