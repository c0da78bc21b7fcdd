/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "face_class.h"

/* What has to be synthesised because the family does not have it. */
static uint32_t fake_flags(const struct font_entry *e, uint32_t style)
{
	uint32_t flags = 0;

	if ((style & DT_STYLE_BOLD) && e->weight < 600)
		flags |= DT_FACE_FAKE_BOLD;
	if ((style & DT_STYLE_ITALIC) && !e->italic)
		flags |= DT_FACE_FAKE_ITALIC;
	return flags;
}

static int style_weight(uint32_t style)
{
	return style & DT_STYLE_BOLD ? 700 : 400;
}

/* What is looked for: style flags, and the source's own family or "". */
struct face_wish {
	uint32_t flags;
	const char *hint;
	bool whole; /* a family that has all letters of the language */
};

/* Is a reader to see something of it?  Blanks and controls are empty, and fillers of Hangul. */
static bool has_ink(uint32_t cp)
{
	static const uint32_t empty[] = { 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0, 0xFFFC };
	hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();

	for (size_t i = 0; i < DT_COUNT(empty); i++)
		if (cp == empty[i])
			return false;
	switch (hb_unicode_general_category(unicode, cp)) {
	case HB_UNICODE_GENERAL_CATEGORY_CONTROL:
	case HB_UNICODE_GENERAL_CATEGORY_FORMAT:
	case HB_UNICODE_GENERAL_CATEGORY_UNASSIGNED:
	case HB_UNICODE_GENERAL_CATEGORY_PRIVATE_USE:
	case HB_UNICODE_GENERAL_CATEGORY_SURROGATE:
	case HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK:
	case HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK:
	case HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK:
	case HB_UNICODE_GENERAL_CATEGORY_LINE_SEPARATOR:
	case HB_UNICODE_GENERAL_CATEGORY_PARAGRAPH_SEPARATOR:
	case HB_UNICODE_GENERAL_CATEGORY_SPACE_SEPARATOR:
		return false;
	default:
		return true;
	}
}

/* What fontconfig has seen in a file is not there when it was damaged or replaced since; and there
 * are fonts whose glyphs are empty, for pages whose text is not to be seen. */
static bool face_draws(const struct faces *f, uint32_t face, uint32_t cp)
{
	hb_font_t *font = faces_at(f, face)->font;
	hb_glyph_extents_t extents;
	hb_codepoint_t glyph;

	if (!hb_font_get_nominal_glyph(font, cp, &glyph))
		return false;
	return !has_ink(cp) || !hb_font_get_glyph_extents(font, glyph, &extents) || extents.width ||
	       extents.height;
}

/* Letters of two families in one word look like a ransom note.  What no family has, a sign in a
 * hundred, comes from another. */
static bool has_alphabet(struct faces *f, uint32_t entry)
{
	uint32_t missing;

	if (f->whole[entry] == WHOLE_UNKNOWN && f->alphabet) {
		missing = FcCharSetSubtractCount(f->alphabet, f->catalogue->at[entry].chars);
		f->whole[entry] = missing * 100 <= f->n_alphabet ? WHOLE_YES : WHOLE_NO;
	}
	return f->whole[entry] != WHOLE_NO;
}

typedef uint32_t (*find_entry)(const struct catalogue *c, const char *family, int weight,
			       bool italic, const uint8_t *skip);

static uint32_t found_face(struct faces *f, const struct face_wish *w, const char *family,
			   uint32_t cp, find_entry find)
{
	for (;;) {
		uint32_t entry, face;

		entry = find(f->catalogue, family, style_weight(w->flags),
			     w->flags & DT_STYLE_ITALIC, f->unusable);
		if (entry == CATALOGUE_NONE || !catalogue_has(f->catalogue, entry, cp) ||
		    (w->whole && !has_alphabet(f, entry)))
			return FACE_NONE;
		face = face_get(f, entry, fake_flags(&f->catalogue->at[entry], w->flags));
		if (face != FACE_NONE)
			return face_draws(f, face, cp) ? face : FACE_NONE;
		if (!f->unusable[entry])
			return FACE_NONE;
	}
}

/* Of a family that has the character; condensed when that is wished for and it has that, too. */
static uint32_t family_face(struct faces *f, const struct face_wish *w, const char *family,
			    uint32_t cp)
{
	uint32_t face = found_face(f, w, family, cp, catalogue_find), condensed = FACE_NONE;

	if (face != FACE_NONE && w->flags & DT_STYLE_CONDENSED)
		condensed = found_face(f, w, family, cp, catalogue_condensed);
	return condensed == FACE_NONE ? face : condensed;
}

static enum family_kind wish_kind(const struct face_wish *w)
{
	if (w->flags & DT_STYLE_MONO)
		return FAMILY_MONO;
	return w->flags & DT_STYLE_SERIF ? FAMILY_SERIF : FAMILY_SANS;
}

static uint32_t override_face(struct faces *f, const struct face_wish *w, uint32_t cp)
{
	const char *const names[FAMILY_KINDS] = { f->options.serif, f->options.sans,
						  f->options.mono };
	const char *name = names[wish_kind(w)];
	char key[96];

	if (!name)
		return FACE_NONE;
	family_key(name, key, sizeof(key));
	return family_face(f, w, key, cp);
}

/* The first family of the row that will do; the source's own goes before. */
static uint32_t first_face(struct faces *f, const struct face_wish *w, const struct family_row *row,
			   uint32_t cp)
{
	enum family_kind kind = wish_kind(w);
	uint32_t face = FACE_NONE;

	if (row->script == HB_SCRIPT_LATIN && w->hint[0])
		face = family_face(f, w, w->hint, cp);
	for (uint32_t i = 0; i < 5 && face == FACE_NONE && row->families[kind][i]; i++)
		face = family_face(f, w, row->families[kind][i], cp);
	return face;
}

static uint32_t row_face(struct faces *f, const struct face_wish *w, hb_script_t script,
			 uint32_t cp)
{
	const struct family_row *row = family_row_find(script, f->language);
	struct face_wish wish = *w;
	uint32_t face = override_face(f, w, cp);

	if (!row || face != FACE_NONE)
		return face;
	wish.whole = row == family_row_find(f->script, f->language);
	if (wish.whole)
		face = first_face(f, &wish, row, cp);
	return face == FACE_NONE ? first_face(f, w, row, cp) : face;
}

static uint32_t any_face(struct faces *f, const struct face_wish *w, uint32_t cp)
{
	struct font_wish wish = {
		.weight = style_weight(w->flags),
		.italic = w->flags & DT_STYLE_ITALIC,
		.serif = w->flags & DT_STYLE_SERIF,
		.mono = w->flags & DT_STYLE_MONO,
	};

	memcpy(f->tried, f->unusable, f->catalogue->n);
	for (;;) {
		uint32_t entry = catalogue_covering(f->catalogue, cp, &wish, f->tried);
		uint32_t face;

		if (entry == CATALOGUE_NONE)
			return FACE_NONE;
		face = face_get(f, entry, fake_flags(&f->catalogue->at[entry], w->flags));
		if (face != FACE_NONE && face_draws(f, face, cp))
			return face;
		if (face == FACE_NONE && !f->unusable[entry])
			return FACE_NONE;
		f->tried[entry] = 1;
	}
}

static bool script_is_square(hb_script_t script)
{
	return script == HB_SCRIPT_HAN || script == HB_SCRIPT_HANGUL ||
	       script == HB_SCRIPT_HIRAGANA || script == HB_SCRIPT_KATAKANA;
}

/* Which script's families a sign that has no script of its own is taken from:
 * digits and ASCII of East Asian text look best in the Latin face, its quotation
 * marks and dashes are full width; other scripts bring their own signs. */
static hb_script_t shared_script(const struct faces *f, uint32_t cp)
{
	if (!script_is_square(f->script))
		return f->script;
	if (f->script == HB_SCRIPT_HANGUL)
		return cp >= 0x2E80 ? f->script : HB_SCRIPT_LATIN;
	return cp >= 0x2010 ? f->script : HB_SCRIPT_LATIN;
}

/* Nobody slants the letters of these scripts, and no family has them slanted: what is italic
 * is told apart by the other family, sans among serif and serif among sans. */
static uint32_t upright(hb_script_t script, uint32_t flags)
{
	if (!(flags & DT_STYLE_ITALIC) ||
	    !(script_is_square(script) || script == HB_SCRIPT_BOPOMOFO ||
	      script == HB_SCRIPT_ARABIC))
		return flags;
	flags &= ~(uint32_t)DT_STYLE_ITALIC;
	return flags & DT_STYLE_MONO ? flags : flags ^ DT_STYLE_SERIF;
}

uint32_t face_choice(struct faces *f, const struct face_class *c, uint32_t cp)
{
	hb_script_t script = hb_unicode_script(hb_unicode_funcs_get_default(), cp);
	bool shared = script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED;
	struct face_wish wish = { .flags = c->flags, .hint = c->hint };
	uint32_t face;

	if (shared)
		script = shared_script(f, cp);
	wish.flags = upright(script, c->flags);
	face = row_face(f, &wish, script, cp);
	if (face == FACE_NONE && shared) {
		wish.flags = c->flags;
		face = row_face(f, &wish, HB_SCRIPT_LATIN, cp);
	}
	return face == FACE_NONE ? any_face(f, &wish, cp) : face;
}
