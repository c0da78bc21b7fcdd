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

static uint32_t family_face(struct faces *f, const struct face_class *c, const char *family,
			    uint32_t cp)
{
	for (;;) {
		uint32_t entry, face;

		entry = catalogue_find(f->catalogue, family, style_weight(c->flags),
				       c->flags & DT_STYLE_ITALIC, f->unusable);
		if (entry == CATALOGUE_NONE || !catalogue_has(f->catalogue, entry, cp))
			return FACE_NONE;
		face = face_get(f, entry, fake_flags(&f->catalogue->at[entry], c->flags));
		if (face != FACE_NONE || !f->unusable[entry])
			return face;
	}
}

static enum family_kind class_kind(const struct face_class *c)
{
	if (c->flags & DT_STYLE_MONO)
		return FAMILY_MONO;
	return c->flags & DT_STYLE_SERIF ? FAMILY_SERIF : FAMILY_SANS;
}

static uint32_t override_face(struct faces *f, const struct face_class *c, uint32_t cp)
{
	const char *const names[FAMILY_KINDS] = { f->options.serif, f->options.sans,
						  f->options.mono };
	const char *name = names[class_kind(c)];
	char key[96];

	if (!name)
		return FACE_NONE;
	family_key(name, key, sizeof(key));
	return family_face(f, c, key, cp);
}

static uint32_t row_face(struct faces *f, const struct face_class *c, hb_script_t script,
			 uint32_t cp)
{
	const struct family_row *row = family_row_find(script, f->language);
	uint32_t face = override_face(f, c, cp);
	enum family_kind kind = class_kind(c);

	if (!row || face != FACE_NONE)
		return face;
	if (row->script == HB_SCRIPT_LATIN && c->hint[0])
		face = family_face(f, c, c->hint, cp);
	if (face == FACE_NONE && row->script == HB_SCRIPT_LATIN && kind == FAMILY_SANS &&
	    (c->flags & DT_STYLE_CONDENSED))
		face = family_face(f, c, "liberationsansnarrow", cp);
	for (uint32_t i = 0; i < 5 && face == FACE_NONE && row->families[kind][i]; i++)
		face = family_face(f, c, row->families[kind][i], cp);
	return face;
}

static uint32_t any_face(struct faces *f, const struct face_class *c, uint32_t cp)
{
	struct font_wish wish = {
		.weight = style_weight(c->flags),
		.italic = c->flags & DT_STYLE_ITALIC,
		.serif = c->flags & DT_STYLE_SERIF,
		.mono = c->flags & DT_STYLE_MONO,
	};

	for (;;) {
		uint32_t entry = catalogue_covering(f->catalogue, cp, &wish, f->unusable);
		uint32_t face;

		if (entry == CATALOGUE_NONE)
			return FACE_NONE;
		face = face_get(f, entry, fake_flags(&f->catalogue->at[entry], c->flags));
		if (face != FACE_NONE || !f->unusable[entry])
			return face;
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

uint32_t face_choice(struct faces *f, const struct face_class *c, uint32_t cp)
{
	hb_script_t script = hb_unicode_script(hb_unicode_funcs_get_default(), cp);
	bool shared = script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED;
	uint32_t face = row_face(f, c, shared ? shared_script(f, cp) : script, cp);

	if (face == FACE_NONE && shared)
		face = row_face(f, c, HB_SCRIPT_LATIN, cp);
	return face == FACE_NONE ? any_face(f, c, cp) : face;
}
