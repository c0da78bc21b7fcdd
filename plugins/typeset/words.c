/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "words.h"

#include "text.h"
#include "upright.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK (256u * 1024)
#define MOST  (12u * 1024 * 1024)

struct chunk {
	struct chunk *next;
	size_t used, room;
};

struct entry {
	uint64_t hash;
	uint32_t face, length;
	hb_script_t script;
	bool rtl, small_caps;
	uint8_t stand;
	const char *text;
	struct shaped shaped;
};

struct words {
	struct faces *faces;
	const struct languages *languages;
	hb_buffer_t *buffer;
	hb_language_t language;
	struct chunk *chunks;
	size_t bytes;
	struct entry **slots; /* open addressing, a power of two */
	uint32_t n, room;
};

struct words *words_new(struct faces *faces, const struct languages *languages)
{
	struct words *w = calloc(1, sizeof(*w));

	if (!w)
		return NULL;
	w->faces = faces;
	w->languages = languages;
	w->buffer = hb_buffer_create();
	w->room = 4096;
	w->slots = calloc(w->room, sizeof(struct entry *));
	w->language = HB_LANGUAGE_INVALID;
	if (!w->slots || !hb_buffer_allocation_successful(w->buffer)) {
		words_free(w);
		return NULL;
	}
	return w;
}

static void forget(struct words *w)
{
	while (w->chunks) {
		struct chunk *next = w->chunks->next;

		free(w->chunks);
		w->chunks = next;
	}
	w->bytes = 0;
	w->n = 0;
	memset(w->slots, 0, w->room * sizeof(struct entry *));
}

void words_free(struct words *w)
{
	if (!w)
		return;
	if (w->slots)
		forget(w);
	free(w->slots);
	hb_buffer_destroy(w->buffer);
	free(w);
}

void words_language(struct words *w, const char *language)
{
	hb_language_t tag = languages_find(w->languages, language ? language : "en");

	if (tag == w->language)
		return;
	w->language = tag;
	forget(w);
}

void words_trim(struct words *w)
{
	if (w->bytes > MOST)
		forget(w);
}

static void *take(struct words *w, size_t size)
{
	struct chunk *c = w->chunks;
	void *at;

	size = (size + 15) & ~(size_t)15;
	if (!c || c->room - c->used < size) {
		size_t room = size > CHUNK ? size : CHUNK;

		c = malloc(sizeof(*c) + 16 + room);
		if (!c)
			return NULL;
		c->next = w->chunks;
		c->used = 0;
		c->room = room;
		w->chunks = c;
		w->bytes += room;
	}
	at = (char *)(c + 1) + c->used;
	c->used += size;
	return at;
}

static uint64_t key_hash(const struct word_key *key)
{
	uint64_t h = 1469598103934665603ull ^ (uint64_t)key->face << 32 ^ (uint64_t)key->script;

	h = (h ^ (uint64_t)key->rtl << 1 ^ (uint64_t)key->small_caps ^ (uint64_t)key->stand << 2) *
	    1099511628211ull;
	for (uint32_t i = 0; i < key->length; i++)
		h = (h ^ (unsigned char)key->text[i]) * 1099511628211ull;
	return h ^ h >> 29;
}

static bool key_equal(const struct entry *e, const struct word_key *key, uint64_t hash)
{
	return e->hash == hash && e->face == key->face && e->length == key->length &&
	       e->script == key->script && e->rtl == key->rtl && e->small_caps == key->small_caps &&
	       e->stand == key->stand && memcmp(e->text, key->text, key->length) == 0;
}

static bool grow(struct words *w)
{
	uint32_t room = w->room * 2;
	struct entry **slots = calloc(room, sizeof(struct entry *));

	if (!slots)
		return false;
	for (uint32_t i = 0; i < w->room; i++) {
		uint32_t k;

		if (!w->slots[i])
			continue;
		k = (uint32_t)w->slots[i]->hash & (room - 1);
		while (slots[k])
			k = (k + 1) & (room - 1);
		slots[k] = w->slots[i];
	}
	free(w->slots);
	w->slots = slots;
	w->room = room;
	return true;
}

/* Scripts whose letters change places or melt together: a glyph alone does not
 * tell its character, the same glyph stands for others elsewhere. */
static bool script_reorders(hb_script_t script)
{
	switch ((int)script) {
	case HB_SCRIPT_DEVANAGARI:
	case HB_SCRIPT_BENGALI:
	case HB_SCRIPT_GURMUKHI:
	case HB_SCRIPT_GUJARATI:
	case HB_SCRIPT_ORIYA:
	case HB_SCRIPT_TAMIL:
	case HB_SCRIPT_TELUGU:
	case HB_SCRIPT_KANNADA:
	case HB_SCRIPT_MALAYALAM:
	case HB_SCRIPT_SINHALA:
	case HB_SCRIPT_KHMER:
	case HB_SCRIPT_MYANMAR:
	case HB_SCRIPT_TIBETAN:
	case HB_SCRIPT_LAO:
	case HB_SCRIPT_THAI:
		return true;
	default:
		return false;
	}
}

/* Scripts that put marks over marks and letters under letters: how high is known by the glyphs. */
static bool script_stacks(hb_script_t script)
{
	return script_reorders(script) || script == HB_SCRIPT_ARABIC;
}

static void measure_ink(hb_font_t *font, float upem, struct shaped *shaped,
			const struct shaped_glyph *glyphs)
{
	for (uint32_t i = 0; i < shaped->n; i++) {
		hb_glyph_extents_t e;

		if (!hb_font_get_glyph_extents(font, glyphs[i].id, &e))
			continue;
		shaped->up = fmaxf(shaped->up, (float)e.y_bearing / upem + glyphs[i].dy);
		shaped->down =
			fmaxf(shaped->down, -(float)(e.y_bearing + e.height) / upem - glyphs[i].dy);
	}
}

static uint32_t char_count(const char *text, uint32_t from, uint32_t to)
{
	uint32_t n = 0;

	for (uint32_t i = from; i < to; i++)
		n += ((unsigned char)text[i] & 0xC0) != 0x80;
	return n;
}

/* True when some cluster is not one character and one glyph, in a script where that
 * matters, or when a mark stands over another glyph, which readers take for the begin of
 * another word; in right-to-left text ActualText does harm (readers reverse it). */
static bool needs_actual_text(const struct word_key *key, const struct shaped_glyph *g, uint32_t n)
{
	if (key->rtl || !script_reorders(key->script))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t next = i + 1 < n ? g[i + 1].cluster : key->length;

		if (g[i].dy != 0 || g[i].advance == 0 || next == g[i].cluster ||
		    char_count(key->text, g[i].cluster, next) != 1)
			return true;
	}
	return false;
}

/* Small capitals of a face that has none: capitals, which the caller sets smaller. */
static void add_capitals(struct words *w, const struct word_key *key)
{
	for (size_t at = 0; at < key->length;) {
		unsigned int cluster = (unsigned int)at;

		hb_buffer_add(w->buffer, char_capital(text_next(key->text, key->length, &at)),
			      cluster);
	}
	hb_buffer_set_content_type(w->buffer, HB_BUFFER_CONTENT_TYPE_UNICODE);
}

static void add_upright(struct words *w, const struct word_key *key)
{
	const char *language = hb_language_to_string(w->language);
	hb_font_t *font = faces_at(w->faces, key->face)->font;
	hb_codepoint_t glyph;

	for (size_t at = 0; at < key->length;) {
		unsigned int cluster = (unsigned int)at;
		uint32_t cp = text_next(key->text, key->length, &at);
		uint32_t other = char_upright(cp, language);

		hb_buffer_add(w->buffer,
			      hb_font_get_nominal_glyph(font, other, &glyph) ? other : cp, cluster);
	}
	hb_buffer_set_content_type(w->buffer, HB_BUFFER_CONTENT_TYPE_UNICODE);
}

static void shape(struct words *w, const struct word_key *key)
{
	const struct face *face = faces_at(w->faces, key->face);
	hb_direction_t direction = key->rtl ? HB_DIRECTION_RTL : HB_DIRECTION_LTR;
	hb_feature_t features[3];
	unsigned int n = 0;

	hb_buffer_clear_contents(w->buffer);
	hb_buffer_set_cluster_level(w->buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS);
	hb_buffer_set_flags(w->buffer, HB_BUFFER_FLAG_BOT | HB_BUFFER_FLAG_EOT |
					       HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES);
	if (key->stand == STAND_UPRIGHT)
		direction = HB_DIRECTION_TTB;
	hb_buffer_set_direction(w->buffer, direction);
	hb_buffer_set_script(w->buffer, key->script);
	hb_buffer_set_language(w->buffer, w->language);
	if (key->small_caps && !face->small_caps)
		add_capitals(w, key);
	else if (key->stand == STAND_UPRIGHT)
		add_upright(w, key);
	else
		hb_buffer_add_utf8(w->buffer, key->text, (int)key->length, 0, (int)key->length);
	if (key->small_caps)
		features[n++] = (hb_feature_t){ HB_TAG('s', 'm', 'c', 'p'), 1, 0, (unsigned)-1 };
	if (key->stand == STAND_ABREAST && key->length > 1)
		features[n++] = (hb_feature_t){ HB_TAG('h', 'w', 'i', 'd'), 1, 0, (unsigned)-1 };
	if (face->mono)
		features[n++] = (hb_feature_t){ HB_TAG('l', 'i', 'g', 'a'), 0, 0, (unsigned)-1 };
	hb_shape(face->font, w->buffer, features, n);
}

static float trim(float value)
{
	return fabsf(value) < 0.0005f ? 0 : value;
}

/* In a vertical line, see DT_FACE_VERTICAL. */
static void stand_glyphs(const struct words *w, const struct word_key *key,
			 const hb_glyph_position_t *position, struct shaped_glyph *glyphs,
			 uint32_t n)
{
	const struct face *face = faces_at(w->faces, key->face);
	float width = 0, x = 0;

	for (uint32_t i = 0; i < n; i++)
		width += glyphs[i].advance;
	for (uint32_t i = 0; i < n; i++) {
		struct shaped_glyph *g = &glyphs[i];
		float own = (float)hb_font_get_glyph_h_advance(face->font, g->id) / face->upem;

		if (key->stand == STAND_UPRIGHT) {
			g->advance = -(float)position[i].y_advance / face->upem;
			g->dx = trim(g->dx + own / 2);
			g->dy = trim(g->dy + DT_VERTICAL_TOP);
			continue;
		}
		g->dx = trim(x + g->dx + (own - width) / 2);
		x += g->advance;
		g->advance = i + 1 == n ? 1 : 0;
	}
}

static struct entry *entry_new(struct words *w, const struct word_key *key, uint64_t hash)
{
	const struct face *face = faces_at(w->faces, key->face);
	const hb_glyph_info_t *info;
	const hb_glyph_position_t *position;
	struct shaped_glyph *glyphs;
	struct entry *e;
	unsigned int n;
	char *text;

	shape(w, key);
	info = hb_buffer_get_glyph_infos(w->buffer, &n);
	position = hb_buffer_get_glyph_positions(w->buffer, &n);
	e = take(w, sizeof(*e) + n * sizeof(*glyphs) + key->length);
	if (!e)
		return NULL;
	glyphs = (struct shaped_glyph *)(e + 1);
	text = (char *)(glyphs + n);
	memcpy(text, key->text, key->length);
	*e = (struct entry){ .hash = hash,
			     .face = key->face,
			     .length = key->length,
			     .script = key->script,
			     .rtl = key->rtl,
			     .small_caps = key->small_caps,
			     .stand = key->stand,
			     .text = text };
	for (unsigned int i = 0; i < n; i++) {
		glyphs[i].id = info[i].codepoint;
		glyphs[i].advance = (float)position[i].x_advance / face->upem;
		glyphs[i].dx = (float)position[i].x_offset / face->upem;
		glyphs[i].dy = (float)position[i].y_offset / face->upem;
		glyphs[i].cluster = info[i].cluster;
		e->shaped.missing += info[i].codepoint == 0;
	}
	if (key->stand != STAND_TURNED)
		stand_glyphs(w, key, position, glyphs, n);
	for (unsigned int i = 0; i < n; i++) {
		e->shaped.width += glyphs[i].advance;
		e->shaped.spots += i + 1 == n || glyphs[i + 1].advance != 0;
	}
	e->shaped.n = n;
	e->shaped.length = key->length;
	e->shaped.glyphs = glyphs;
	if (script_stacks(key->script))
		measure_ink(face->font, face->upem, &e->shaped, glyphs);
	e->shaped.actual_text =
		needs_actual_text(key, glyphs, n) || (key->stand == STAND_ABREAST && n > 1);
	return e;
}

const struct shaped *words_shape(struct words *w, const struct word_key *key)
{
	uint64_t hash = key_hash(key);
	uint32_t i = (uint32_t)hash & (w->room - 1);

	for (; w->slots[i]; i = (i + 1) & (w->room - 1)) {
		if (key_equal(w->slots[i], key, hash))
			return &w->slots[i]->shaped;
	}
	if (w->n * 2 >= w->room) {
		if (!grow(w))
			return NULL;
		i = (uint32_t)hash & (w->room - 1);
		while (w->slots[i])
			i = (i + 1) & (w->room - 1);
	}
	w->slots[i] = entry_new(w, key, hash);
	if (!w->slots[i])
		return NULL;
	w->n++;
	return &w->slots[i]->shaped;
}

const uint16_t *words_hyphens(struct words *w, const struct shaped *shaped,
			      struct hyphenator *hyphenator, uint32_t *n)
{
	/* the shape stands inside its entry, which is ours to write to */
	struct entry *e = (struct entry *)(void *)((char *)(uintptr_t)shaped -
						   offsetof(struct entry, shaped));

	if (!e->shaped.hyphens_known) {
		uint16_t places[32];
		uint32_t found = hyphenator_find(hyphenator, e->text, e->length, places, 32);
		uint16_t *kept = found ? take(w, found * sizeof(*kept)) : NULL;

		if (kept)
			memcpy(kept, places, found * sizeof(*kept));
		e->shaped.hyphens = kept;
		e->shaped.n_hyphens = kept ? (uint16_t)found : 0;
		e->shaped.hyphens_known = true;
	}
	*n = e->shaped.n_hyphens;
	return e->shaped.hyphens;
}
