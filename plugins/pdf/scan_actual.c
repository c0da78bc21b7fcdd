/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What marked content with /ActualText says instead of its glyphs (ISO 32000-1, 14.9.4).
 *
 * When such a sequence ends, its text is laid over its glyphs word by word, where both have as
 * many words.  A word's text goes to its first visible glyph, the others have none; so the word
 * is taken and replaced as one.  That is done
 *  - where the font does not say what all glyphs of the word are, with as many characters as
 *    ligatures and syllables have for so many glyphs;
 *  - where it says something else, only when the sequence is one word, and both are letters
 *    (small capitals come as the letters that they stand for);
 *  - for a hyphen that is none (U+00AD).
 * Everything else keeps what its glyphs say: descriptions of signs and pictures, the source of
 * formulas, long forms of what is short, blanks, and what stands for nothing (ornaments).
 * Of nested sequences the outermost counts, as far as it can be used.
 */
#include "config.h"

#include "scanner.h"
#include "unicode.h"

#include <math.h>
#include <string.h>

#define MOST_GLYPHS 512u  /* of a sequence */
#define MOST_TEXT   2048u /* bytes of its text */
#define MOST_NESTED 4u
#define MOST_LATIN  3u /* characters of a glyph: ffi */
#define MOST_INDIC  8u /* a conjunct with its vowels and joiners */

struct slice { /* glyphs, or bytes of text */
	uint32_t first, end;
};

struct sequence {
	struct dt_scanner *s;
	const char *text; /* in scan->names */
	struct slice glyphs;
	uint32_t length, words;
	bool blanks; /* its text has some */
};

struct signs { /* in a text */
	uint32_t n, letters, others, markup, syllabic, right, bad;
	bool hyphen; /* it ends with one */
	uint32_t last;
};

/* The next character of UTF-8 that this part wrote itself. */
static uint32_t next_character(const char *text, uint32_t length, uint32_t *at)
{
	unsigned char lead = (unsigned char)text[(*at)++];
	uint32_t more = lead < 0xc0 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
	uint32_t c = more ? lead & (0x3fu >> more) : lead;

	for (; more && *at < length && ((unsigned char)text[*at] & 0xc0) == 0x80; more--)
		c = c << 6 | ((unsigned char)text[(*at)++] & 0x3f);
	return more ? 0xfffd : c;
}

static bool is_in(uint32_t c, const uint32_t (*ranges)[2], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c >= ranges[i][0] && c <= ranges[i][1])
			return true;
	return false;
}

static bool is_hyphen(uint32_t c)
{
	return c == '-' || c == 0xad || c == 0x2010 || c == 0x2011;
}

/* In words, though no letter: apostrophes, joiners, points of abbreviations. */
static bool is_in_words(uint32_t c)
{
	return is_hyphen(c) || c == '\'' || c == 0x2019 || c == '.' || c == '/' || c == 0xb7 ||
	       c == 0x200c || c == 0x200d;
}

/* Punctuation, symbols and mathematical letters; letters are what is left. */
static bool is_sign(uint32_t c)
{
	static const uint32_t signs[][2] = {
		{ 0x20, 0x40 },	     { 0x5b, 0x60 },	 { 0x7b, 0xa9 },     { 0xab, 0xb4 },
		{ 0xb6, 0xb9 },	     { 0xbb, 0xbf },	 { 0xd7, 0xd7 },     { 0xf7, 0xf7 },
		{ 0x2000, 0x2bff },  { 0x2e00, 0x2e7f }, { 0x3000, 0x3004 }, { 0x3008, 0x3020 },
		{ 0x3030, 0x3030 },  { 0xe000, 0xf8ff }, { 0xfe10, 0xfe6f }, { 0xff01, 0xff20 },
		{ 0xff3b, 0xff40 },  { 0xff5b, 0xff65 }, { 0xffe0, 0xffff }, { 0x1d400, 0x1d7ff },
		{ 0x1f000, 0x1fbff }
	};

	return is_in(c, signs, DT_COUNT(signs));
}

/* One glyph shows a syllable, or a part of one: Arabic to Tibetan, South East Asia. */
static bool is_syllabic(uint32_t c)
{
	static const uint32_t scripts[][2] = { { 0x590, 0x109f },    { 0x1780, 0x17ff },
					       { 0x1900, 0x1cff },   { 0xa800, 0xabff },
					       { 0xfb1d, 0xfdff },   { 0xfe70, 0xfefc },
					       { 0x10a00, 0x11fff }, { 0x16f00, 0x16f9f },
					       { 0x1e900, 0x1efff } };

	return is_in(c, scripts, DT_COUNT(scripts));
}

static bool is_right_to_left(uint32_t c)
{
	static const uint32_t scripts[][2] = { { 0x590, 0x8ff },
					       { 0xfb1d, 0xfdff },
					       { 0xfe70, 0xfefc },
					       { 0x10800, 0x10fff },
					       { 0x1e800, 0x1efff } };

	return is_in(c, scripts, DT_COUNT(scripts));
}

static void count_signs(struct signs *signs, const char *text, uint32_t length)
{
	for (uint32_t at = 0; at < length;) {
		uint32_t c = next_character(text, length, &at);

		signs->n++;
		signs->last = c;
		signs->hyphen = is_hyphen(c);
		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0xe000 && c <= 0xf8ff) ||
		    c == 0xfeff || (c >= 0xfff0 && c <= 0xffff) || c >= 0xe0000)
			signs->bad++;
		else if (c < 0x80 && strchr("\\^_{}$<>|=+*", (int)c))
			signs->markup++;
		else if (!is_sign(c))
			signs->letters++;
		else if (!is_in_words(c))
			signs->others++;
		signs->syllabic += is_syllabic(c);
		signs->right += is_right_to_left(c);
	}
}

/* ---- words ---- */

static const struct dt_glyph *glyph_at(const struct sequence *q, uint32_t i)
{
	return (const struct dt_glyph *)q->s->scan->glyphs.at + i;
}

/* Does a glyph stand on another line than the one before it, or far from it? */
static bool is_apart(const struct sequence *q, uint32_t i)
{
	const struct dt_look *look = q->s->scan->looks.at;
	const struct dt_glyph *last = glyph_at(q, i - 1), *glyph = last + 1;
	float dx = glyph->x - last->x, dy = glyph->y - last->y, along;

	look += last->look;
	along = hypotf(look->a, look->b);
	if (!(look->size > 0) || !(along > 0))
		return true;
	return fabsf(dx * look->b - dy * look->a) / along > 0.9f * look->size ||
	       hypotf(dx, dy) > fabsf(last->advance) + 3 * look->size;
}

/* What a standard encoding takes for a blank may be a sign. */
static bool is_blank(const struct sequence *q, uint32_t i)
{
	uint16_t flags = glyph_at(q, i)->flags;

	return flags & DT_GLYPH_SPACE && (q->blanks || !(flags & DT_GLYPH_GUESSED));
}

static bool next_glyphs(const struct sequence *q, struct slice *word)
{
	uint32_t at = word->end;

	while (at < q->glyphs.end && is_blank(q, at))
		at++;
	word->first = at;
	while (at < q->glyphs.end && !is_blank(q, at) && (at == word->first || !is_apart(q, at)))
		at++;
	word->end = at;
	return word->end > word->first;
}

static bool next_text(const struct sequence *q, struct slice *word)
{
	uint32_t at = word->end, next = at;

	for (; at < q->length; at = next) {
		next_character(q->text, q->length, &next);
		if (!dt_text_is_space(q->text + at, next - at))
			break;
	}
	word->first = word->end = at;
	for (; at < q->length; at = next) {
		next = at;
		next_character(q->text, q->length, &next);
		if (dt_text_is_space(q->text + at, next - at))
			break;
		word->end = next;
	}
	return word->end > word->first;
}

/* ---- does the text belong to the glyphs? ---- */

static bool says_the_same(const struct sequence *q, struct slice glyphs, struct slice text)
{
	const char *pool = q->s->scan->text.at;
	uint32_t at = text.first;

	for (uint32_t i = glyphs.first; i < glyphs.end; i++) {
		const struct dt_glyph *glyph = glyph_at(q, i);

		if (glyph->flags & DT_GLYPH_UNMAPPED || glyph->text_length > text.end - at ||
		    memcmp(pool + glyph->text, q->text + at, glyph->text_length) != 0)
			return false;
		at += glyph->text_length;
	}
	return at == text.end;
}

static bool fits(const struct sequence *q, struct slice glyphs, struct slice text)
{
	struct dt_pdf_font *const *fonts = q->s->scan->fonts.at;
	const struct dt_look *looks = q->s->scan->looks.at;
	const char *pool = q->s->scan->text.at;
	struct signs told = { 0 }, wanted = { 0 };
	uint32_t unknown = 0, most = glyphs.end - glyphs.first;

	count_signs(&wanted, q->text + text.first, text.end - text.first);
	for (uint32_t i = glyphs.first; i < glyphs.end; i++) {
		const struct dt_glyph *glyph = glyph_at(q, i);

		if (fonts[looks[glyph->look].font]->flags & DT_FONT_MATH)
			return false;
		unknown += (glyph->flags & (DT_GLYPH_UNMAPPED | DT_GLYPH_GUESSED)) != 0;
		if (!(glyph->flags & DT_GLYPH_GUESSED))
			count_signs(&told, pool + glyph->text, glyph->text_length);
	}
	most *= wanted.syllabic ? MOST_INDIC : MOST_LATIN;
	if (wanted.bad || wanted.n > most || (wanted.right && q->words > 1))
		return false;
	if (wanted.n == 1 && wanted.last == 0xad)
		return told.n == 1 && told.hyphen;
	if (unknown)
		return wanted.n == 1 || !wanted.markup;
	return q->words == 1 && told.letters && wanted.letters &&
	       !(told.others + told.markup + wanted.others + wanted.markup);
}

/* ---- new texts ---- */

static void put(struct dt_scanner *s, struct dt_glyph *glyph, const char *text, uint32_t length)
{
	glyph->text = s->scan->text.n;
	for (uint32_t i = 0; i < length; i++) {
		char *to = DT_LIST_ADD(&s->scan->text, char);

		if (!to)
			fz_throw(s->ctx, FZ_ERROR_MEMORY, "actual text");
		*to = text[i];
	}
	glyph->text_length = (uint16_t)length;
	glyph->flags &= (uint16_t) ~(DT_GLYPH_UNMAPPED | DT_GLYPH_GUESSED | DT_GLYPH_SPACE);
}

static bool is_seen(const struct dt_glyph *glyph)
{
	return !(glyph->flags &
		 (DT_GLYPH_INVISIBLE | DT_GLYPH_CLIPPED | DT_GLYPH_OFF_PAGE | DT_GLYPH_HIDDEN));
}

/* A hyphen at the end of a word that goes on elsewhere stays one, for who puts lines together. */
static bool ends_in_hyphen(const struct sequence *q, struct slice glyphs, struct slice text,
			   uint32_t *stem)
{
	const struct dt_glyph *last = glyph_at(q, glyphs.end - 1);
	const char *pool = q->s->scan->text.at;
	struct signs told = { 0 };

	count_signs(&told, pool + last->text, last->text_length);
	*stem = text.end;
	if (glyphs.end - glyphs.first < 2 || told.n != 1 || !told.hyphen ||
	    last->flags & DT_GLYPH_GUESSED)
		return false;
	for (uint32_t at = text.first, from = at; at < text.end; from = at)
		if (is_hyphen(next_character(q->text, text.end, &at)) && at == text.end &&
		    from > text.first)
			*stem = from;
	return true;
}

static void replace(const struct sequence *q, struct slice glyphs, struct slice text)
{
	struct dt_glyph *all = q->s->scan->glyphs.at;
	uint32_t first = glyphs.first, stem;
	bool hyphen = ends_in_hyphen(q, glyphs, text, &stem);

	while (first < glyphs.end && !is_seen(&all[first]))
		first++;
	if (first == glyphs.end || (hyphen && first + 1 == glyphs.end))
		first = glyphs.first;
	for (uint32_t i = glyphs.first; i < glyphs.end; i++)
		if (i != first)
			put(q->s, &all[i], "", 0);
	put(q->s, &all[first], q->text + text.first, stem - text.first);
	if (hyphen && stem < text.end)
		put(q->s, &all[glyphs.end - 1], q->text + stem, text.end - stem);
	else if (hyphen)
		put(q->s, &all[glyphs.end - 1], "\xc2\xad", 2);
}

static bool is_nested_deep(const struct dt_scan *scan, const struct dt_scan_mark *mark)
{
	const struct dt_scan_mark *marks = scan->marks.at;
	uint32_t n = 0;

	for (uint32_t m = mark->parent; m != DT_NONE; m = marks[m].parent)
		n += (marks[m].flags & DT_MARK_ACTUAL_TEXT) != 0;
	return n >= MOST_NESTED;
}

void dt_use_actual_text(struct dt_scanner *s, const struct dt_scan_mark *mark)
{
	struct dt_scan *scan = s->scan;
	struct sequence q = { .s = s,
			      .text = (const char *)scan->names.at + mark->actual,
			      .glyphs = { mark->first_glyph, scan->glyphs.n },
			      .length = mark->actual_length };
	struct slice glyphs = { q.glyphs.first, q.glyphs.first }, text = { 0, 0 };
	uint32_t n_texts = 0, inked = 0;

	if (scan->record || !q.length || q.length > MOST_TEXT || q.glyphs.first >= q.glyphs.end ||
	    q.glyphs.end - q.glyphs.first > MOST_GLYPHS || is_nested_deep(scan, mark))
		return;
	for (; next_text(&q, &text); n_texts++)
		inked += text.end - text.first;
	q.blanks = inked < q.length;
	while (next_glyphs(&q, &glyphs))
		q.words++;
	if (q.words != n_texts)
		return;
	glyphs = (struct slice){ q.glyphs.first, q.glyphs.first };
	text = (struct slice){ 0, 0 };
	while (next_glyphs(&q, &glyphs) && next_text(&q, &text))
		if (!says_the_same(&q, glyphs, text) && fits(&q, glyphs, text))
			replace(&q, glyphs, text);
}
