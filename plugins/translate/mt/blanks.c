/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "blanks.h"

#include "../markup.h"

#include <unictype.h>

enum side_kind { SIDE_END, SIDE_BLANK, SIDE_WORD, SIDE_POINT, SIDE_OBJECT };

/* What stands at one side of an item, tags looked through. */
struct side {
	enum side_kind kind;
	uint32_t code;	/* of a word or point, the one that is nearest */
	const char *at; /* the letters of the word that touch the mark */
	size_t length;
	uint32_t where; /* the item that it is in */
};

static uint32_t code_before(const char **at, const char *start)
{
	const char *end = *at, *here;

	do
		(*at)--;
	while (*at > start && ((unsigned char)**at & 0xc0) == 0x80);
	here = *at;
	return markup_decode(&here, end);
}

static bool is_word(uint32_t code)
{
	return code != UINT32_MAX && uc_is_alnum(code);
}

/* The word at one end of a text. */
static void take_word(struct side *side, const char *text, size_t n, int way)
{
	const char *at = way > 0 ? text : text + n, *end = text + n;

	while (way > 0 ? at < end : at > text) {
		const char *next = at;
		uint32_t code = way > 0 ? markup_decode(&next, end) : code_before(&next, text);

		if (next == (way > 0 ? text : text + n) || !is_word(code))
			break;
		at = next;
	}
	side->at = way > 0 ? text : at;
	side->length = (size_t)(way > 0 ? at - text : text + n - at);
}

static void take_text(struct side *side, const char *text, size_t n, int way)
{
	const char *at = way > 0 ? text : text + n;

	side->code = way > 0 ? markup_decode(&at, text + n) : code_before(&at, text);
	side->kind = side->code == ' ' ? SIDE_BLANK : is_word(side->code) ? SIDE_WORD : SIDE_POINT;
	if (side->kind == SIDE_WORD)
		take_word(side, text, n, way);
}

/* From item i one way, 1 or -1; skip: a blank there is not looked at. */
static struct side look(const struct items *items, uint32_t i, int way, bool skip)
{
	struct side side = { 0 };
	const struct item *item = &items->at[i];

	side.where = i;
	if (!skip && (way > 0 ? item->blank_after : item->blank_before)) {
		side.kind = SIDE_BLANK;
		return side;
	}
	while (way > 0 ? side.where + 1 < items->n : side.where > 0) {
		const char *text;
		size_t n;

		side.where = way > 0 ? side.where + 1 : side.where - 1;
		item = &items->at[side.where];
		if (item->kind == ITEM_BREAK)
			return side;
		if (!skip && (item->blank_before || item->blank_after)) {
			side.kind = SIDE_BLANK;
			return side;
		}
		if (item->kind == ITEM_OBJECT) {
			side.kind = SIDE_OBJECT;
			return side;
		}
		if (item->kind != ITEM_TEXT || !item->length)
			continue;
		text = items->text.at + item->start;
		n = item->length;
		if (skip && text[way > 0 ? 0 : n - 1] == ' ') {
			text += way > 0;
			n--;
		}
		if (!n)
			continue;
		take_text(&side, text, n, way);
		return side;
	}
	return side;
}

/* Takes away the blank that look found. */
static void trim(struct items *items, const struct side *side, int way)
{
	struct item *item = &items->at[side->where];

	if (item->kind != ITEM_TEXT || item->blank_before || item->blank_after) {
		item->blank_before = item->blank_after = false;
		return;
	}
	item->start += way > 0;
	item->length--;
}

/* ---- rules ------------------------------------------------------------------- */

struct blanks {
	struct items *answer;
	const struct items *source;
	bool spaced; /* the language sets blanks between words */
	bool french;
};

static bool one_of(uint32_t code, const char *ascii)
{
	return code && code < 0x80 && strchr(ascii, (int)code);
}

static bool is_opener(uint32_t code)
{
	return one_of(code, "([{") || code == 0xbf || code == 0xa1 || code == 0x201e ||
	       code == 0x201c || code == 0x2018;
}

static bool is_closer(const struct blanks *b, uint32_t code)
{
	if (b->french && one_of(code, ";:!?"))
		return false;
	return one_of(code, ".,;:!?)]}") || code == 0x201d || code == 0x2019 ||
	       (code >= 0x3001 && code <= 0x3002) || code == 0xff0c;
}

/* Would what stands there and a word run together? */
static bool runs_together(const struct side *side, int way)
{
	if (side->kind == SIDE_WORD || side->kind == SIDE_OBJECT)
		return true;
	if (side->kind != SIDE_POINT)
		return false;
	return way < 0 ? one_of(side->code, ".,;:!?)]}%") : one_of(side->code, "([{");
}

/* Outside of mark i of the answer, which is mark s of the source. */
static void restore_outer(struct blanks *b, uint32_t i, uint32_t s, int way)
{
	struct item *item = &b->answer->at[i];
	struct side wanted = look(b->source, s, way, false);
	struct side have = look(b->answer, i, way, false);
	struct side beyond, inner;

	if (wanted.kind == SIDE_END || have.kind == SIDE_END)
		return;
	if (wanted.kind == SIDE_BLANK) {
		inner = look(b->answer, i, -way, false);
		if (have.kind != SIDE_BLANK && b->spaced && runs_together(&have, way) &&
		    (item->kind == ITEM_OBJECT || inner.kind == SIDE_OBJECT ||
		     inner.kind == SIDE_WORD)) {
			if (way > 0)
				item->blank_after = true;
			else
				item->blank_before = true;
		}
		return;
	}
	if (have.kind != SIDE_BLANK)
		return;
	beyond = look(b->answer, i, way, true);
	if ((beyond.kind == SIDE_POINT &&
	     (way < 0 ? is_opener(beyond.code) : is_closer(b, beyond.code))) ||
	    (beyond.kind == SIDE_WORD && wanted.kind == SIDE_WORD &&
	     beyond.length == wanted.length && !memcmp(beyond.at, wanted.at, wanted.length)))
		trim(b->answer, &have, way);
}

/* A blank that has come into a style goes out of it. */
static void restore_inner(struct blanks *b, uint32_t i, uint32_t s, int way)
{
	struct item *item = &b->answer->at[i];
	struct side wanted = look(b->source, s, way, false);
	struct side have = look(b->answer, i, way, false), outer;

	if (have.kind != SIDE_BLANK || wanted.kind == SIDE_BLANK || wanted.kind == SIDE_END)
		return;
	trim(b->answer, &have, way);
	outer = look(b->answer, i, -way, false);
	if (outer.kind == SIDE_BLANK || outer.kind == SIDE_END)
		return;
	if (way > 0)
		item->blank_before = true;
	else
		item->blank_after = true;
}

static bool find(const struct items *items, const struct item *like, uint32_t *index)
{
	for (uint32_t i = 0; i < items->n; i++) {
		if (items->at[i].kind == like->kind && items->at[i].id == like->id) {
			*index = i;
			return true;
		}
	}
	return false;
}

static void trim_at_break(struct items *items, uint32_t i)
{
	for (int way = -1; way <= 1; way += 2) {
		struct side side = look(items, i, way, false);

		if (side.kind == SIDE_BLANK)
			trim(items, &side, way);
	}
}

static bool is_language(const char *tag, const char *language)
{
	size_t n = strlen(language);

	return !strncmp(tag, language, n) && (!tag[n] || tag[n] == '-');
}

void blanks_restore(struct items *answer, const struct items *source, const char *target)
{
	static const char *const unspaced[] = { "zh", "ja", "th", "lo", "km", "my", "bo", "yue" };
	struct blanks b = { answer, source, true, is_language(target, "fr") };
	uint32_t s;

	for (size_t i = 0; i < sizeof(unspaced) / sizeof(unspaced[0]); i++)
		b.spaced &= !is_language(target, unspaced[i]);
	for (uint32_t i = 0; i < answer->n; i++) {
		enum item_kind kind = answer->at[i].kind;

		if (kind == ITEM_BREAK)
			trim_at_break(answer, i);
		if (kind == ITEM_TEXT || kind == ITEM_BREAK || !find(source, &answer->at[i], &s))
			continue;
		if (kind == ITEM_OPEN)
			restore_inner(&b, i, s, 1);
		if (kind == ITEM_CLOSE)
			restore_inner(&b, i, s, -1);
	}
	for (uint32_t i = 0; i < answer->n; i++) {
		enum item_kind kind = answer->at[i].kind;

		if (kind == ITEM_TEXT || kind == ITEM_BREAK || !find(source, &answer->at[i], &s))
			continue;
		if (kind != ITEM_CLOSE)
			restore_outer(&b, i, s, -1);
		if (kind != ITEM_OPEN)
			restore_outer(&b, i, s, 1);
	}
}
