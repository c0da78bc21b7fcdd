/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "faces.h"

#include "text.h"

#include <doctranslate/payload.h>

#include <hb-ot.h>

#define CLASS_FAST 0x250u /* Basic Latin to Latin Extended-B */
#define NOT_ASKED  0xFFFEu
#define NO_FACE	   0xFFFFu
#define STYLE_FACES                                                                                \
	(DT_STYLE_BOLD | DT_STYLE_ITALIC | DT_STYLE_SERIF | DT_STYLE_MONO | DT_STYLE_CONDENSED)

struct class_char {
	uint32_t cp;
	uint16_t face;
};

struct face_class {
	uint32_t flags;
	char hint[64]; /* family that goes first for letters of the Latin row, or "" */
	uint16_t fast[CLASS_FAST];
	struct class_char *slots; /* open addressing, a power of two, half empty */
	uint32_t n, room;
};

struct class_name { /* a source family seen before: no need to look it up again */
	uint32_t flags;
	uint32_t cls;
	char family[88];
};

struct faces {
	const struct catalogue *catalogue;
	struct face_options options;
	char language[32];
	hb_script_t script; /* of the language */
	uint8_t *unusable;  /* by entry: cannot be opened or must not be embedded */
	struct dt_list faces, names;
	struct face_class **classes;
	uint32_t n_classes, classes_room;
	uint32_t last_name;
};

static void class_free(struct face_class *c)
{
	if (c)
		free(c->slots);
	free(c);
}

static void forget_classes(struct faces *f)
{
	for (uint32_t i = 0; i < f->n_classes; i++)
		class_free(f->classes[i]);
	f->n_classes = 0;
	dt_list_clear(&f->names);
	f->last_name = 0;
}

struct faces *faces_new(const struct catalogue *catalogue, const struct face_options *options)
{
	struct faces *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->catalogue = catalogue;
	f->options = *options;
	f->unusable = calloc(catalogue->n ? catalogue->n : 1, 1);
	if (!f->unusable) {
		free(f);
		return NULL;
	}
	faces_language(f, NULL);
	return f;
}

void faces_free(struct faces *f)
{
	if (!f)
		return;
	forget_classes(f);
	free(f->classes);
	for (uint32_t i = 0; i < f->faces.n; i++)
		hb_font_destroy(((struct face *)f->faces.at)[i].font);
	dt_list_free(&f->faces);
	dt_list_free(&f->names);
	free(f->unusable);
	free(f);
}

void faces_language(struct faces *f, const char *language)
{
	if (!language)
		language = "en";
	if (strcmp(f->language, language) == 0)
		return;
	forget_classes(f);
	snprintf(f->language, sizeof(f->language), "%s", language);
	f->script = language_script(language);
}

const struct face *faces_at(const struct faces *f, uint32_t face)
{
	return &((const struct face *)f->faces.at)[face];
}

uint32_t faces_count(const struct faces *f)
{
	return f->faces.n;
}

/* OS/2 fsType: bit 1 forbids embedding, bit 8 forbids subsetting, bit 9 allows
 * bitmaps only.  No OS/2 table: nothing is forbidden. */
static bool may_embed(hb_face_t *face)
{
	hb_blob_t *os2 = hb_face_reference_table(face, HB_TAG('O', 'S', '/', '2'));
	unsigned int length;
	const unsigned char *at = (const unsigned char *)hb_blob_get_data(os2, &length);
	unsigned int type = length >= 10 ? (unsigned int)at[8] << 8 | at[9] : 0;

	hb_blob_destroy(os2);
	return (type & 0xF) != 0x2 && !(type & 0x300);
}

static bool has_feature(hb_face_t *face, hb_tag_t wanted)
{
	hb_tag_t tags[64];
	unsigned int start = 0, n;

	do {
		n = 64;
		hb_ot_layout_table_get_feature_tags(face, HB_OT_TAG_GSUB, start, &n, tags);
		for (unsigned int i = 0; i < n; i++) {
			if (tags[i] == wanted)
				return true;
		}
		start += n;
	} while (n == 64);
	return false;
}

static void face_measure(struct face *face)
{
	hb_font_extents_t extents;
	hb_codepoint_t glyph;

	face->space = 0.25f;
	if (hb_font_get_nominal_glyph(face->font, ' ', &glyph))
		face->space = (float)hb_font_get_glyph_h_advance(face->font, glyph) / face->upem;
	face->ascent = 0.9f;
	face->descent = 0.25f;
	if (hb_font_get_h_extents(face->font, &extents)) {
		face->ascent = (float)extents.ascender / face->upem;
		face->descent = -(float)extents.descender / face->upem;
	}
}

static uint32_t face_open(struct faces *f, uint32_t entry, uint32_t flags)
{
	const struct font_entry *e = &f->catalogue->at[entry];
	struct face *face;
	hb_blob_t *blob;
	hb_face_t *hb;

	if (f->faces.n >= NOT_ASKED)
		return FACE_NONE;
	blob = hb_blob_create_from_file_or_fail(e->path);
	hb = blob ? hb_face_create(blob, e->index) : NULL;
	hb_blob_destroy(blob);
	if (!hb || hb_face_get_glyph_count(hb) == 0 || !may_embed(hb)) {
		hb_face_destroy(hb);
		f->unusable[entry] = 1;
		return FACE_NONE;
	}
	face = DT_LIST_ADD(&f->faces, struct face);
	if (!face) {
		hb_face_destroy(hb);
		return FACE_NONE;
	}
	face->font = hb_font_create(hb);
	face->entry = entry;
	face->flags = flags;
	face->upem = (float)hb_face_get_upem(hb);
	face->mono = e->mono;
	face->small_caps = has_feature(hb, HB_TAG('s', 'm', 'c', 'p'));
	hb_face_destroy(hb);
	face_measure(face);
	hb_font_make_immutable(face->font);
	return f->faces.n - 1;
}

static uint32_t face_get(struct faces *f, uint32_t entry, uint32_t flags)
{
	for (uint32_t i = 0; i < f->faces.n; i++) {
		if (faces_at(f, i)->entry == entry && faces_at(f, i)->flags == flags)
			return i;
	}
	return face_open(f, entry, flags);
}

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

static uint32_t choose_new(struct faces *f, const struct face_class *c, uint32_t cp)
{
	hb_script_t script = hb_unicode_script(hb_unicode_funcs_get_default(), cp);
	bool shared = script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED;
	uint32_t face = row_face(f, c, shared ? shared_script(f, cp) : script, cp);

	if (face == FACE_NONE && shared)
		face = row_face(f, c, HB_SCRIPT_LATIN, cp);
	return face == FACE_NONE ? any_face(f, c, cp) : face;
}

static struct class_char *class_slot(struct face_class *c, uint32_t cp)
{
	uint32_t i = (cp * 2654435761u) >> 7;

	for (;; i++) {
		struct class_char *slot = &c->slots[i & (c->room - 1)];

		if (slot->cp == cp || slot->cp == 0)
			return slot;
	}
}

static bool class_grow(struct face_class *c)
{
	struct face_class bigger = { .room = c->room ? c->room * 2 : 64 };

	bigger.slots = calloc(bigger.room, sizeof(*bigger.slots));
	if (!bigger.slots)
		return false;
	for (uint32_t i = 0; i < c->room; i++) {
		if (c->slots[i].cp)
			*class_slot(&bigger, c->slots[i].cp) = c->slots[i];
	}
	free(c->slots);
	c->slots = bigger.slots;
	c->room = bigger.room;
	return true;
}

static uint32_t known_face(uint16_t face)
{
	return face == NO_FACE ? FACE_NONE : face;
}

uint32_t faces_choose(struct faces *f, uint32_t cls, uint32_t cp, uint32_t previous)
{
	struct face_class *c = f->classes[cls];
	struct class_char *slot;

	if (char_is_ignorable(cp))
		return previous == FACE_NONE ? faces_first(f, cls) : previous;
	if (cp == 0xA0 || cp == '\t')
		cp = ' ';
	if (cp == 0x2011)
		cp = '-';
	if (cp < CLASS_FAST) {
		if (c->fast[cp] == NOT_ASKED)
			c->fast[cp] = (uint16_t)choose_new(f, c, cp);
		return known_face(c->fast[cp]);
	}
	if (c->n * 2 >= c->room && !class_grow(c))
		return FACE_NONE;
	slot = class_slot(c, cp);
	if (!slot->cp) {
		slot->face = (uint16_t)choose_new(f, c, cp);
		slot->cp = cp;
		c->n++;
	}
	return known_face(slot->face);
}

uint32_t faces_first(struct faces *f, uint32_t cls)
{
	uint32_t face = faces_choose(f, cls, 'a', FACE_NONE);

	return face == FACE_NONE ? faces_choose(f, cls, ' ', FACE_NONE) : face;
}

/* The source's own family when this machine has it, else one that looks alike. */
static void class_hint(const struct faces *f, const char *family, char *hint, size_t room)
{
	static const char *const tails[] = { "regular", "roman", "bold", "italic", "oblique",
					     "medium",	"book",	 "psmt", "mt",	   "ps" };
	char key[96];
	const char *alike;
	bool cut = true;

	hint[0] = '\0';
	family_key(family, key, sizeof(key));
	alike = family_alike(key);
	while (!alike && cut &&
	       catalogue_find(f->catalogue, key, 400, false, NULL) == CATALOGUE_NONE) {
		size_t length = strlen(key);

		cut = false;
		for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]) && !cut; i++) {
			size_t n = strlen(tails[i]);

			cut = length > n && strcmp(key + length - n, tails[i]) == 0;
			if (cut)
				key[length - n] = '\0';
		}
	}
	if (catalogue_find(f->catalogue, alike ? alike : key, 400, false, NULL) != CATALOGUE_NONE)
		snprintf(hint, room, "%s", alike ? alike : key);
}

static uint32_t class_add(struct faces *f, uint32_t flags, const char *hint)
{
	struct face_class *c;

	for (uint32_t i = 0; i < f->n_classes; i++) {
		if (f->classes[i]->flags == flags && strcmp(f->classes[i]->hint, hint) == 0)
			return i;
	}
	if (f->n_classes == f->classes_room) {
		uint32_t room = f->classes_room ? f->classes_room * 2 : 16;
		void *at = realloc(f->classes, room * sizeof(struct face_class *));

		if (!at)
			return FACE_NONE;
		f->classes = at;
		f->classes_room = room;
	}
	c = calloc(1, sizeof(*c));
	if (!c)
		return FACE_NONE;
	c->flags = flags;
	snprintf(c->hint, sizeof(c->hint), "%s", hint);
	for (uint32_t i = 0; i < CLASS_FAST; i++)
		c->fast[i] = NOT_ASKED;
	f->classes[f->n_classes] = c;
	return f->n_classes++;
}

uint32_t faces_class(struct faces *f, uint32_t style_flags, const char *family)
{
	const struct class_name *names = f->names.at;
	struct class_name *name;
	char hint[64];
	uint32_t cls;

	style_flags &= STYLE_FACES;
	for (uint32_t k = 0; k < f->names.n; k++) {
		uint32_t i = (f->last_name + k) % f->names.n;

		if (names[i].flags == style_flags &&
		    strncmp(names[i].family, family, sizeof(names[i].family) - 1) == 0) {
			f->last_name = i;
			return names[i].cls;
		}
	}
	class_hint(f, family, hint, sizeof(hint));
	cls = class_add(f, style_flags, hint);
	name = cls == FACE_NONE ? NULL : DT_LIST_ADD(&f->names, struct class_name);
	if (!name)
		return FACE_NONE;
	name->flags = style_flags;
	name->cls = cls;
	snprintf(name->family, sizeof(name->family), "%s", family);
	return cls;
}
