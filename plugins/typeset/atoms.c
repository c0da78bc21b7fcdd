/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "atoms.h"

#include "squares.h"

#include <math.h>

/* A blank may grow by a half and shrink by a quarter, as in books. */
#define BLANK_STRETCH  0.5f
#define BLANK_SHRINK   0.25f
#define HYPHEN_PENALTY 60.0f
#define MONO_LEAST     0.85f
#define MONO_MOST      1.05f
#define SIGN_SHRINK    0.25f /* of the em: what a sign gives of its empty half */
#define LONG_WORD      24u   /* bytes: no word of a language but an address or the like */

bool use_style(struct builder *b, uint32_t style)
{
	const struct dt_style *s;

	if (b->use.style == style)
		return true;
	s = &DT_AT(b->blocks, struct dt_style, b->blocks->styles)[style];
	b->use.style = style;
	b->use.cls = faces_class(b->c->faces, s->flags | (b->c->condensed ? DT_STYLE_CONDENSED : 0),
				 DT_TEXT(b->blocks, s->family));
	b->use.size = s->size > 0 ? s->size : 1;
	b->use.advance = s->flags & DT_STYLE_MONO && !b->mono ? s->advance : 0;
	b->use.small_caps = s->flags & DT_STYLE_SMALL_CAPS;
	return b->use.cls != FACE_NONE;
}

hb_script_t letter_script(uint32_t cp)
{
	hb_script_t script;

	if (cp < 0x80)
		return (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z' ? HB_SCRIPT_LATIN
								: HB_SCRIPT_COMMON;
	script = hb_unicode_script(hb_unicode_funcs_get_default(), cp);
	return script == HB_SCRIPT_INHERITED || script == HB_SCRIPT_UNKNOWN ? HB_SCRIPT_COMMON
									    : script;
}

/* Scripts with signs high above and deep below the line need more between lines. */
static float script_leading(hb_script_t script)
{
	switch ((int)script) {
	case HB_SCRIPT_LATIN:
	case HB_SCRIPT_GREEK:
	case HB_SCRIPT_CYRILLIC:
	case HB_SCRIPT_COMMON:
		return 1;
	case HB_SCRIPT_HEBREW:
	case HB_SCRIPT_HANGUL:
	case HB_SCRIPT_HAN:
	case HB_SCRIPT_HIRAGANA:
	case HB_SCRIPT_KATAKANA:
		return 1.18f;
	default: /* what its glyphs need comes on top */
		return 1.1f;
	}
}

static bool shape_word(struct builder *b, struct atom *a)
{
	struct word_key key = {
		.text = b->p->text + a->start,
		.length = a->length,
		.face = a->face,
		.script = a->script == HB_SCRIPT_COMMON ? b->c->script : a->script,
		.rtl = a->level & 1,
		.small_caps = a->small_caps,
		.stand = a->stand,
	};

	a->script = key.script;
	b->p->tightest = fmaxf(b->p->tightest, script_leading(key.script));
	a->shape = words_shape(b->c->words, &key);
	if (!a->shape)
		return false;
	a->width = a->shape->width * a->size;
	b->p->up = fmaxf(b->p->up, a->shape->up);
	b->p->down = fmaxf(b->p->down, a->shape->down);
	return true;
}

static bool shape_leader(struct builder *b, struct atom *a)
{
	bool spaced = a->length > 1 && b->p->text[a->start + 1] == ' ';
	struct word_key key = { spaced ? ". " : ".", spaced ? 2 : 1, a->face, b->c->script,
				a->level & 1,	     false,	     0 };

	a->script = key.script;
	a->shape = words_shape(b->c->words, &key);
	if (!a->shape)
		return false;
	a->width = (float)LEADER_LEAST * a->shape->width * a->size;
	return true;
}

static float object_width(const struct builder *b, uint32_t source)
{
	const struct dt_run *run = &DT_AT(b->blocks, struct dt_run, b->block->runs)[source];

	return run->box.x1 > run->box.x0 ? run->box.x1 - run->box.x0 : 0;
}

/* Faces of typewriters differ in width by a fifth at the same size: a wide one in the place
 * of a narrow one looks too large beside its text. */
static float mono_size(struct builder *b, uint32_t face)
{
	struct word_key key = { "0", 1, face, HB_SCRIPT_LATIN, false, false, 0 };
	const struct shaped *shape;

	if (b->use.advance <= 0 || face == FACE_NONE || !faces_at(b->c->faces, face)->mono)
		return b->use.size;
	shape = words_shape(b->c->words, &key);
	if (!shape || shape->width <= 0)
		return b->use.size;
	return b->use.size * fminf(MONO_MOST, fmaxf(MONO_LEAST, b->use.advance / shape->width));
}

struct atom *atom_add(struct builder *b, const struct letter *l, uint32_t face)
{
	struct atom *a = DT_LIST_ADD(&b->p->atoms, struct atom);

	if (!a || !use_style(b, l->style))
		return NULL;
	a->start = l->at;
	a->style = l->style;
	a->source = l->source;
	a->face = face;
	a->size = mono_size(b, face);
	a->kind = l->kind;
	a->level = l->level;
	a->script = letter_script(l->cp);
	return a;
}

/* Over the glyphs of a word from left to right, once for all places in it. */
struct walk {
	const struct shaped *shape;
	uint32_t glyph;
	float width; /* of those before, em */
};

static float walk_to(struct walk *w, uint32_t offset)
{
	for (; w->glyph < w->shape->n && w->shape->glyphs[w->glyph].cluster < offset; w->glyph++)
		w->width += w->shape->glyphs[w->glyph].advance;
	return w->width;
}

/* A place inside the atom that is being closed: offset bytes from its start, behind letters
 * that are before wide. */
static bool node_inside(struct builder *b, const struct atom *a, uint32_t offset, float before,
			float hyphen, float penalty, uint32_t flags)
{
	struct node *node = DT_LIST_ADD(&b->p->nodes, struct node);

	if (!node)
		return false;
	node->start = b->width + (double)(before * a->size);
	node->end = node->start + (double)hyphen;
	node->end_stretch = node->start_stretch = b->stretch;
	node->end_shrink = node->start_shrink = b->shrink;
	node->end_atom = node->start_atom = b->p->atoms.n - 1;
	node->end_byte = node->start_byte = offset;
	node->penalty = penalty;
	node->flags = flags;
	return true;
}

static float hyphen_width(struct builder *b, const struct atom *a)
{
	struct word_key key = { "-", 1, a->face, a->script, false, a->small_caps, 0 };
	const struct shaped *shape = words_shape(b->c->words, &key);

	return shape ? shape->width * a->size : 0;
}

static bool divide_atom(struct builder *b, const struct atom *a)
{
	struct walk walk = { .shape = a->shape };
	const struct shaped_glyph *glyphs = a->shape->glyphs;
	const uint16_t *places;
	uint32_t n;

	if (!b->divide || (a->level & 1) || a->length < 5 || faces_at(b->c->faces, a->face)->mono)
		return true;
	places = words_hyphens(b->c->words, a->shape, b->c->hyphenator, &n);
	for (uint32_t i = 0; i < n; i++) {
		if (!node_inside(b, a, places[i], walk_to(&walk, places[i]), hyphen_width(b, a),
				 HYPHEN_PENALTY, NODE_HYPHEN))
			return false;
	}
	if (n || a->length <= LONG_WORD)
		return true;
	/* an address, a row of signs: anywhere, when there is no other way */
	for (uint32_t i = 1; i < a->shape->n; i++) {
		if (glyphs[i].cluster > glyphs[i - 1].cluster && glyphs[i].advance > 0 &&
		    !node_inside(b, a, glyphs[i].cluster, walk_to(&walk, glyphs[i].cluster), 0, 0,
				 NODE_EMERGENCY))
			return false;
	}
	return true;
}

/* How far letters may be set apart, part of the em; 0: they must not. */
static float script_tracking(hb_script_t script)
{
	switch ((int)script) {
	case HB_SCRIPT_LATIN:
	case HB_SCRIPT_GREEK:
	case HB_SCRIPT_CYRILLIC:
	case HB_SCRIPT_HEBREW:
		return 0.008f;
	case HB_SCRIPT_THAI: /* no blanks to stretch */
	case HB_SCRIPT_LAO:
	case HB_SCRIPT_KHMER:
		return 0.01f;
	default:
		return 0;
	}
}

/* What justification may add to the atom and take from it. */
static void atom_give(const struct builder *b, struct atom *a)
{
	if (a->kind == ATOM_BLANK) {
		a->stretch = a->width * BLANK_STRETCH;
		a->shrink = a->width * BLANK_SHRINK;
	} else if (a->kind == ATOM_WORD && a->stand == STAND_UPRIGHT) {
		/* the same behind all signs: where it differs readers see blanks */
		a->track = SQUARE_STRETCH * a->size;
		a->stretch = a->track * (float)a->shape->spots;
	} else if (a->kind == ATOM_WORD && !faces_at(b->c->faces, a->face)->mono) {
		a->track = script_tracking(a->script) * a->size;
		a->stretch = a->track * (float)a->shape->spots;
		a->shrink = a->stretch * TRACK_SHRINK;
	}
}

/* Punctuation that is half empty gives that half away before and behind its like, and where a
 * line begins or ends with it. */
static void atom_cut(struct builder *b, struct atom *a, const struct letter *next)
{
	struct node *node = (struct node *)b->p->nodes.at + b->p->nodes.n - 1;
	float half = SQUARE_HALF * a->size;

	if (a->shape->n != 1 || a->shape->width < SQUARE_LEAST)
		a->square = SQUARE_FULL;
	if (a->square == SQUARE_OPENS && b->before == SQUARE_OPENS)
		a->cut_left = half;
	else if (a->square == SQUARE_OPENS && node->start_atom == b->p->atoms.n - 1)
		node->start += (double)half;
	if (a->square == SQUARE_CLOSES && next && next->kind == ATOM_WORD &&
	    square_kind(next->cp, b->c->language) != SQUARE_FULL)
		a->cut_right = half;
	else if (a->square == SQUARE_CLOSES)
		a->shrink = SIGN_SHRINK * a->size;
	a->width -= a->cut_left + a->cut_right;
}

/* A number of a note stands at its word, with no space between. */
static bool is_raised(const struct builder *b, uint32_t style)
{
	return DT_AT(b->blocks, struct dt_style, b->blocks->styles)[style].flags &
	       (DT_STYLE_SUPERSCRIPT | DT_STYLE_SUBSCRIPT);
}

/* Is there a little space behind the atom that no blank makes? */
static bool stand_apart(const struct builder *b, const struct atom *a, const struct letter *next)
{
	return a->kind == ATOM_WORD && next && next->kind == ATOM_WORD &&
	       a->stand != STAND_ABREAST && next->stand != STAND_ABREAST &&
	       squares_apart(next[-1].cp, next->cp) && !is_raised(b, a->style) &&
	       !is_raised(b, next->style);
}

bool atom_close(struct builder *b, struct atom *a, const struct letter *next)
{
	if (a->kind == ATOM_OBJECT)
		a->width = object_width(b, a->source);
	else if (a->kind == ATOM_LEADER ? !shape_leader(b, a)
					: a->kind != ATOM_BREAK && !shape_word(b, a))
		return false;
	if (a->kind == ATOM_WORD && !divide_atom(b, a))
		return false;
	if (a->kind == ATOM_INITIAL) {
		b->p->initial += a->width;
		a->width = 0;
	}
	atom_give(b, a);
	if (a->kind == ATOM_WORD && a->square != SQUARE_FULL)
		atom_cut(b, a, next);
	if (stand_apart(b, a, next))
		a->space = SQUARE_APART * a->size;
	b->before = a->kind == ATOM_WORD ? a->square : SQUARE_FULL;
	b->width += a->width;
	b->stretch += a->stretch;
	b->shrink += a->shrink;
	if (a->kind != ATOM_BLANK && a->kind != ATOM_BREAK) {
		b->end = b->width;
		b->end_stretch = b->stretch;
		b->end_shrink = b->shrink;
		b->end_atom = b->p->atoms.n;
		b->stretch += a->gap;
		b->width += a->space;
	}
	return true;
}
