/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "paragraph.h"

#include "atoms.h"
#include "columns.h"
#include "initials.h"
#include "letters.h"
#include "squares.h"
#include "text.h"
#include "upright.h"

#include <math.h>

#define ROW_STRETCH 0.06f /* between words of Thai and its like */
/* The highest and the deepest sign seldom meet, in Arabic, where few letters are either, less. */
#define INK_MEETS	   0.92f
#define INK_MEETS_ARABIC   0.8f
#define MOST_INK	   1.9f /* of the size: Nastaliq needs that */
#define SMALL_CAPITALS	   0.8f /* of the size, where the face has none */
#define OWN_HYPHEN_PENALTY 40.0f

void paragraph_free(struct paragraph *p)
{
	dt_list_free(&p->atoms);
	dt_list_free(&p->nodes);
}

static bool node_add(struct builder *b, uint32_t flags, const struct letter *before)
{
	struct node *node = DT_LIST_ADD(&b->p->nodes, struct node);

	if (!node)
		return false;
	node->end = b->end;
	node->end_stretch = b->end_stretch;
	node->end_shrink = b->end_shrink;
	node->end_atom = b->end_atom;
	if (b->end_atom) {
		const struct atom *last = (const struct atom *)b->p->atoms.at + b->end_atom - 1;

		if (last->square == SQUARE_CLOSES && last->cut_right == 0 && !b->p->full_ends) {
			node->end -= (double)(SQUARE_HALF * last->size);
			node->end_shrink -= last->shrink;
		}
	}
	node->start = b->width;
	node->start_stretch = b->stretch;
	node->start_shrink = b->shrink;
	node->start_atom = b->p->atoms.n;
	node->flags = flags;
	/* a word with a hyphen or slash of its own is better left whole */
	if (before && before->kind == ATOM_WORD && before->cp < 0x2E80)
		node->penalty = OWN_HYPHEN_PENALTY;
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
	/* blanks between dots are of the dots' face: all is one leader */
	face = faces_choose(b->c->faces, b->use.cls, l->kind == ATOM_LEADER ? '.' : l->cp,
			    previous);
	if (l->kind == ATOM_WORD && !char_is_ignorable(l->cp)) {
		b->p->letters++;
		if (face == FACE_NONE && !b->p->missing++)
			b->p->first_missing = l->cp;
	}
	return face == FACE_NONE ? faces_first(b->c->faces, b->use.cls) : face;
}

/* Small capitals: by the face for all letters, or made from capitals for small ones. */
static bool wants_capitals(const struct builder *b, const struct letter *l, uint32_t face)
{
	return b->use.small_caps && l->kind == ATOM_WORD &&
	       (faces_at(b->c->faces, face)->small_caps || char_capital(l->cp) != l->cp);
}

static bool atom_continues(const struct atom *a, const struct letter *l,
			   const struct letter *before, uint32_t face)
{
	return a && a->square == SQUARE_FULL && a->kind == l->kind &&
	       (l->kind == ATOM_WORD || l->kind == ATOM_LEADER || l->kind == ATOM_INITIAL) &&
	       a->style == l->style && a->source == l->source && a->face == face &&
	       a->level == l->level && before->answer == BREAK_NOT;
}

/* What may come behind a letter where a line may end, in scripts without blanks. */
static float gap_stretch(const struct letter *l)
{
	if (char_is_square(l->cp) || l->stand == STAND_ABREAST)
		return SQUARE_STRETCH;
	return char_is_in_row(l->cp) ? ROW_STRETCH : 0;
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
		enum square_kind square = SQUARE_FULL;
		enum stand stand;
		bool capitals;

		if (l->kind != ATOM_OBJECT && l->kind != ATOM_BREAK && face == FACE_NONE)
			return false;
		capitals = wants_capitals(b, l, face);
		stand = b->c->vertical ? letter_stand(b->c, l, face) : STAND_TURNED;
		if (l->kind == ATOM_WORD)
			square = square_kind(l->cp, b->c->language);
		if (square != SQUARE_FULL || !atom_continues(a, l, l - 1, face) ||
		    a->small_caps != capitals || a->stand != stand) {
			if (a && !atom_close(b, a, l))
				return false;
			if (i && l[-1].answer != BREAK_NOT &&
			    !node_add(b, l[-1].answer == BREAK_MUST ? NODE_FORCED : 0, &l[-1]))
				return false;
			a = atom_add(b, l, face);
			if (!a)
				return false;
			a->small_caps = capitals;
			a->square = (uint8_t)square;
			a->stand = (uint8_t)stand;
			if (capitals && !faces_at(b->c->faces, face)->small_caps)
				a->size *= SMALL_CAPITALS;
		}
		a->length = end - a->start;
		if (a->script == HB_SCRIPT_COMMON)
			script = letter_script(l->cp);
		if (script != HB_SCRIPT_COMMON)
			a->script = script;
		if (l->answer == BREAK_MAY && l->kind == ATOM_WORD && stand != STAND_UPRIGHT)
			a->gap = a->size * gap_stretch(l);
		previous = face;
	}
	return (!a || atom_close(b, a, NULL)) && node_add(b, NODE_FORCED, NULL);
}

/* The empty half of a sign that ends a line is still there for whoever reads the file: where it
 * reaches into a narrow gutter, readers take two columns for one. */
static bool ends_full(const struct builder *b)
{
	float size = DT_AT(b->blocks, struct dt_style, b->blocks->styles)[b->block->style].size;

	return (language_is(b->c->language, "zh") || language_is(b->c->language, "ja")) &&
	       column_is_near(b->blocks, b->block, NARROW_GUTTER * size);
}

bool paragraph_build(struct composer *c, struct paragraph *p, const struct dt_page_blocks *blocks,
		     const struct dt_block *block, const struct dt_page_segments *segments,
		     const struct dt_segment *segment, bool divide)
{
	struct builder b = { .c = c, .p = p, .blocks = blocks, .block = block, .divide = divide };
	const char *answers;

	b.use.style = DT_NONE;
	b.mono = block->style < blocks->styles.count &&
		 DT_AT(blocks, struct dt_style, blocks->styles)[block->style].flags & DT_STYLE_MONO;
	p->text = DT_TEXT(segments, segment->text);
	p->length = segment->text.count;
	p->rtl = p->any_rtl = p->leaders = false;
	p->vertical = c->vertical;
	p->missing = p->letters = 0;
	p->tightest = 1;
	p->up = p->down = 0;
	dt_list_clear(&p->atoms);
	dt_list_clear(&p->nodes);
	answers = breaks_find(&c->breaker, p->text, p->length, c->language);
	if (!answers || block->style >= blocks->styles.count ||
	    !DT_LIST_ADD(&p->nodes, struct node))
		return false;
	p->full_ends = ends_full(&b);
	if (letters_read(c, p, blocks, block, segments, segment, answers) && !letters_levels(c, p))
		return false;
	letters_leaders(c, p);
	if (c->vertical)
		letters_stand(c);
	initial_read(c, p, blocks, block, segment);
	if (c->chars.failed || !build_atoms(&b))
		return false;
	p->inked = fminf((c->script == HB_SCRIPT_ARABIC ? INK_MEETS_ARABIC : INK_MEETS) *
				 (p->up + p->down),
			 MOST_INK);
	p->tightest = fmaxf(p->tightest, p->inked);
	return true;
}
