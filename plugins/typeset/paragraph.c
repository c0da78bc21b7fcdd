/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "paragraph.h"

#include "text.h"

#include <fribidi.h>

/* A blank may grow by a half and shrink by a quarter, as in books. */
#define BLANK_STRETCH 0.5f
#define BLANK_SHRINK  0.25f
/* Between characters that are squares, part of the em. */
#define SQUARE_STRETCH 0.08f
#define HYPHEN_PENALTY 60.0f
#define LONG_WORD      24u /* bytes: no word of a language but an address or the like */

struct letter {
	uint32_t cp, at; /* character, byte */
	uint32_t source, style;
	uint8_t level, answer, kind;
};

/* What is the same for all characters of a style. */
struct style_use {
	uint32_t style, cls;
	float size;
	bool small_caps;
};

struct builder {
	struct composer *c;
	struct paragraph *p;
	const struct dt_page_blocks *blocks;
	const struct dt_block *block;
	struct style_use use;
	double width; /* running sums over the atoms that are closed */
	float stretch, shrink;
	double end; /* the same without blanks at the end */
	float end_stretch, end_shrink;
	uint32_t end_atom;
	bool divide;
};

bool composer_open(struct composer *c, const struct catalogue *catalogue,
		   const struct face_options *options, const char *hyphen_dir)
{
	memset(c, 0, sizeof(*c));
	c->faces = faces_new(catalogue, options);
	c->words = c->faces ? words_new(c->faces) : NULL;
	c->hyphenator = c->words ? hyphenator_new(hyphen_dir) : NULL;
	if (!c->hyphenator)
		composer_close(c);
	return c->hyphenator != NULL;
}

void composer_close(struct composer *c)
{
	hyphenator_free(c->hyphenator);
	words_free(c->words);
	faces_free(c->faces);
	breaker_close(&c->breaker);
	dt_list_free(&c->chars);
	dt_list_free(&c->runs);
	dt_list_free(&c->levels);
	dt_list_free(&c->types);
	dt_list_free(&c->brackets);
	memset(c, 0, sizeof(*c));
}

void composer_language(struct composer *c, const char *language)
{
	faces_language(c->faces, language);
	words_language(c->words, language);
	words_trim(c->words);
	hyphenator_language(c->hyphenator, language);
	c->language = language;
	c->rtl = language_is_rtl(language);
}

void paragraph_free(struct paragraph *p)
{
	dt_list_free(&p->atoms);
	dt_list_free(&p->nodes);
}

/* ---- characters ---------------------------------------------------------- */

static const struct dt_run *block_runs(const struct dt_page_blocks *blocks,
				       const struct dt_block *block)
{
	return DT_AT(blocks, struct dt_run, block->runs);
}

/* Decodes the text and gives each character its run.  True when a character is of
 * a right-to-left script. */
static bool read_letters(struct builder *b, const struct dt_page_segments *segments,
			 const struct dt_segment *segment, const char *answers)
{
	const struct dt_target_run *runs = DT_AT(segments, struct dt_target_run, segment->runs);
	const struct dt_run *sources = block_runs(b->blocks, b->block);
	uint32_t run = 0, source = DT_NONE, style = b->block->style;
	bool rtl = false;

	dt_list_clear(&b->c->chars);
	for (size_t at = 0; at < b->p->length;) {
		struct letter *l = DT_LIST_ADD(&b->c->chars, struct letter);

		if (!l)
			return false;
		while (run < segment->runs.count && runs[run].start <= at) {
			source = runs[run++].source;
			source = source < b->block->runs.count ? source : DT_NONE;
			style = source == DT_NONE ? b->block->style : sources[source].style;
		}
		l->at = (uint32_t)at;
		l->cp = text_next(b->p->text, b->p->length, &at);
		l->source = source;
		l->style = style < b->blocks->styles.count ? style : b->block->style;
		l->answer = (uint8_t)answers[at - 1];
		if (l->cp == CHAR_OBJECT && source != DT_NONE &&
		    sources[source].kind == DT_RUN_OBJECT)
			l->kind = ATOM_OBJECT;
		else if (l->cp == CHAR_BREAK)
			l->kind = ATOM_BREAK;
		else
			l->kind = char_is_blank(l->cp) ? ATOM_BLANK : ATOM_WORD;
		rtl |= char_is_rtl(l->cp);
	}
	return rtl;
}

static void *list_room(struct dt_list *list, uint32_t n, size_t element)
{
	dt_list_clear(list);
	for (uint32_t i = 0; i < n; i++) {
		if (!dt_list_add(list, element))
			return NULL;
	}
	return list->at;
}

/* UAX #9: levels of all characters. */
static bool find_levels(struct builder *b)
{
	struct composer *c = b->c;
	struct letter *letters = c->chars.at;
	uint32_t n = c->chars.n;
	FriBidiChar *text = list_room(&c->runs, n, sizeof(*text));
	FriBidiCharType *types = list_room(&c->types, n, sizeof(*types));
	FriBidiBracketType *brackets = list_room(&c->brackets, n, sizeof(*brackets));
	FriBidiLevel *levels = list_room(&c->levels, n, sizeof(*levels));
	FriBidiParType base = FRIBIDI_PAR_RTL;

	if (!text || !types || !brackets || !levels)
		return false;
	for (uint32_t i = 0; i < n; i++)
		text[i] = letters[i].cp;
	fribidi_get_bidi_types(text, (FriBidiStrIndex)n, types);
	fribidi_get_bracket_types(text, (FriBidiStrIndex)n, types, brackets);
	if (!c->rtl)
		base = fribidi_get_par_direction(types, (FriBidiStrIndex)n);
	if (!fribidi_get_par_embedding_levels_ex(types, brackets, (FriBidiStrIndex)n, &base,
						 levels))
		return false;
	for (uint32_t i = 0; i < n; i++)
		letters[i].level = (uint8_t)levels[i];
	b->p->rtl = FRIBIDI_IS_RTL(base);
	b->p->any_rtl = true;
	return true;
}

/* ---- atoms --------------------------------------------------------------- */

static bool use_style(struct builder *b, uint32_t style)
{
	const struct dt_style *s;

	if (b->use.style == style)
		return true;
	s = &DT_AT(b->blocks, struct dt_style, b->blocks->styles)[style];
	b->use.style = style;
	b->use.cls = faces_class(b->c->faces, s->flags, DT_TEXT(b->blocks, s->family));
	b->use.size = s->size > 0 ? s->size : 1;
	b->use.small_caps = s->flags & DT_STYLE_SMALL_CAPS;
	return b->use.cls != FACE_NONE;
}

static hb_script_t letter_script(uint32_t cp)
{
	hb_script_t script;

	if (cp < 0x80)
		return (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z' ? HB_SCRIPT_LATIN
								: HB_SCRIPT_COMMON;
	script = hb_unicode_script(hb_unicode_funcs_get_default(), cp);
	return script == HB_SCRIPT_INHERITED || script == HB_SCRIPT_UNKNOWN ? HB_SCRIPT_COMMON
									    : script;
}

static bool shape_word(struct builder *b, struct atom *a)
{
	struct word_key key = {
		.text = b->p->text + a->start,
		.length = a->length,
		.face = a->face,
		.script =
			a->script == HB_SCRIPT_COMMON ? language_script(b->c->language) : a->script,
		.rtl = a->level & 1,
		.small_caps = b->use.small_caps && faces_at(b->c->faces, a->face)->small_caps,
	};

	a->script = key.script;
	a->small_caps = key.small_caps;
	a->shape = words_shape(b->c->words, &key);
	if (!a->shape)
		return false;
	a->width = a->shape->width * a->size;
	return true;
}

static float object_width(const struct builder *b, uint32_t source)
{
	const struct dt_run *run = &block_runs(b->blocks, b->block)[source];

	return run->box.x1 > run->box.x0 ? run->box.x1 - run->box.x0 : 0;
}

static struct atom *atom_add(struct builder *b, const struct letter *l, uint32_t face)
{
	struct atom *a = DT_LIST_ADD(&b->p->atoms, struct atom);

	if (!a || !use_style(b, l->style))
		return NULL;
	a->start = l->at;
	a->style = l->style;
	a->source = l->source;
	a->face = face;
	a->size = b->use.size;
	a->kind = l->kind;
	a->level = l->level;
	a->script = letter_script(l->cp);
	return a;
}

/* A place inside the atom that is being closed, offset bytes from its start. */
static bool node_inside(struct builder *b, const struct atom *a, uint32_t offset, float hyphen,
			float penalty, uint32_t flags)
{
	struct node *node = DT_LIST_ADD(&b->p->nodes, struct node);
	float before = 0;

	if (!node)
		return false;
	for (uint32_t i = 0; i < a->shape->n && a->shape->glyphs[i].cluster < offset; i++)
		before += a->shape->glyphs[i].advance;
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
	struct word_key key = { "-", 1, a->face, a->script, false, a->small_caps };
	const struct shaped *shape = words_shape(b->c->words, &key);

	return shape ? shape->width * a->size : 0;
}

static bool divide_atom(struct builder *b, const struct atom *a)
{
	const uint16_t *places;
	uint32_t n;

	if (!b->divide || (a->level & 1) || a->length < 5 || faces_at(b->c->faces, a->face)->mono)
		return true;
	places = words_hyphens(b->c->words, a->shape, b->c->hyphenator, &n);
	for (uint32_t i = 0; i < n; i++) {
		if (!node_inside(b, a, places[i], hyphen_width(b, a), HYPHEN_PENALTY, NODE_HYPHEN))
			return false;
	}
	if (n || a->length <= LONG_WORD)
		return true;
	/* an address, a row of signs: anywhere, when there is no other way */
	for (uint32_t i = 1; i < a->shape->n; i++) {
		if (a->shape->glyphs[i].cluster > a->shape->glyphs[i - 1].cluster &&
		    !node_inside(b, a, a->shape->glyphs[i].cluster, 0, 0, NODE_EMERGENCY))
			return false;
	}
	return true;
}

/* Knows the atom's width now; running sums go on. */
static bool atom_close(struct builder *b, struct atom *a)
{
	if (a->kind == ATOM_OBJECT)
		a->width = object_width(b, a->source);
	else if (a->kind != ATOM_BREAK && !shape_word(b, a))
		return false;
	if (a->kind == ATOM_WORD && !divide_atom(b, a))
		return false;
	b->width += a->width;
	if (a->kind == ATOM_BLANK) {
		a->stretch = a->width * BLANK_STRETCH;
		a->shrink = a->width * BLANK_SHRINK;
		b->stretch += a->stretch;
		b->shrink += a->shrink;
	} else if (a->kind != ATOM_BREAK) {
		b->end = b->width;
		b->end_stretch = b->stretch;
		b->end_shrink = b->shrink;
		b->end_atom = b->p->atoms.n;
		b->stretch += a->stretch; /* the gap behind a square */
	}
	return true;
}

static bool node_add(struct builder *b, uint32_t flags)
{
	struct node *node = DT_LIST_ADD(&b->p->nodes, struct node);

	if (!node)
		return false;
	node->end = b->end;
	node->end_stretch = b->end_stretch;
	node->end_shrink = b->end_shrink;
	node->end_atom = b->end_atom;
	node->start = b->width;
	node->start_stretch = b->stretch;
	node->start_shrink = b->shrink;
	node->start_atom = b->p->atoms.n;
	node->flags = flags;
	/* an empty line: nothing between this place and the one before */
	if (b->p->nodes.n > 1 && node->end < node[-1].start) {
		node->end = node[-1].start;
		node->end_stretch = node[-1].start_stretch;
		node->end_shrink = node[-1].start_shrink;
		node->end_atom = node[-1].start_atom;
	}
	return true;
}

static uint32_t choose_face(struct builder *b, const struct letter *l, uint32_t previous)
{
	uint32_t face;

	if (l->kind == ATOM_OBJECT || l->kind == ATOM_BREAK)
		return FACE_NONE;
	if (!use_style(b, l->style))
		return FACE_NONE;
	face = faces_choose(b->c->faces, b->use.cls, l->cp, previous);
	if (l->kind == ATOM_WORD && !char_is_ignorable(l->cp)) {
		b->p->letters++;
		if (face == FACE_NONE && !b->p->missing++)
			b->p->first_missing = l->cp;
	}
	return face == FACE_NONE ? faces_first(b->c->faces, b->use.cls) : face;
}

static bool atom_continues(const struct atom *a, const struct letter *l,
			   const struct letter *before, uint32_t face)
{
	return a && a->kind == ATOM_WORD && l->kind == ATOM_WORD && a->style == l->style &&
	       a->source == l->source && a->face == face && a->level == l->level &&
	       before->answer == BREAK_NOT;
}

static bool build_atoms(struct builder *b)
{
	const struct letter *letters = b->c->chars.at;
	uint32_t n = b->c->chars.n, previous = FACE_NONE;
	struct atom *a = NULL;

	for (uint32_t i = 0; i < n; i++) {
		const struct letter *l = &letters[i];
		uint32_t end = i + 1 < n ? l[1].at : b->p->length;
		uint32_t face = choose_face(b, l, l->kind == ATOM_WORD ? previous : FACE_NONE);
		hb_script_t script = HB_SCRIPT_COMMON;

		if (l->kind <= ATOM_BLANK && face == FACE_NONE)
			return false;
		if (!atom_continues(a, l, l - 1, face)) {
			if (a && !atom_close(b, a))
				return false;
			if (i && l[-1].answer != BREAK_NOT &&
			    !node_add(b, l[-1].answer == BREAK_MUST ? NODE_FORCED : 0))
				return false;
			a = atom_add(b, l, face);
			if (!a)
				return false;
		}
		a->length = end - a->start;
		if (a->script == HB_SCRIPT_COMMON)
			script = letter_script(l->cp);
		if (script != HB_SCRIPT_COMMON)
			a->script = script;
		if (l->answer == BREAK_MAY && l->kind == ATOM_WORD && char_is_square(l->cp))
			a->stretch = a->size * SQUARE_STRETCH;
		previous = face;
	}
	return (!a || atom_close(b, a)) && node_add(b, NODE_FORCED);
}

bool paragraph_build(struct composer *c, struct paragraph *p, const struct dt_page_blocks *blocks,
		     const struct dt_block *block, const struct dt_page_segments *segments,
		     const struct dt_segment *segment, bool divide)
{
	struct builder b = { .c = c, .p = p, .blocks = blocks, .block = block, .divide = divide };
	const char *answers;

	b.use.style = DT_NONE;
	p->text = DT_TEXT(segments, segment->text);
	p->length = segment->text.count;
	p->rtl = p->any_rtl = false;
	p->missing = p->letters = 0;
	dt_list_clear(&p->atoms);
	dt_list_clear(&p->nodes);
	answers = breaks_find(&c->breaker, p->text, p->length, c->language);
	if (!answers || block->style >= blocks->styles.count ||
	    !DT_LIST_ADD(&p->nodes, struct node))
		return false;
	if (read_letters(&b, segments, segment, answers) && !find_levels(&b))
		return false;
	return !c->chars.failed && build_atoms(&b);
}
