/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "face_class.h"

#include "text.h"

static void class_free(struct face_class *c)
{
	if (c)
		free(c->slots);
	free(c);
}

void face_classes_forget(struct faces *f)
{
	for (uint32_t i = 0; i < f->n_classes; i++)
		class_free(f->classes[i]);
	f->n_classes = 0;
	dt_list_clear(&f->names);
	f->last_name = 0;
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
			c->fast[cp] = (uint16_t)face_choice(f, c, cp);
		return known_face(c->fast[cp]);
	}
	if (c->n * 2 >= c->room && !class_grow(c))
		return FACE_NONE;
	slot = class_slot(c, cp);
	if (!slot->cp) {
		slot->face = (uint16_t)face_choice(f, c, cp);
		slot->cp = cp;
		c->n++;
	}
	return known_face(slot->face);
}

uint32_t faces_first(struct faces *f, uint32_t cls)
{
	uint32_t face = faces_choose(f, cls, 'a', FACE_NONE);

	if (face == FACE_NONE)
		face = faces_choose(f, cls, ' ', FACE_NONE);
	return face == FACE_NONE && f->faces.n ? 0 : face;
}

/* The source's own family when this machine has it, else one that looks alike. */
static void class_hint(const struct faces *f, const char *family, char hint[96])
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
		snprintf(hint, 96, "%s", alike ? alike : key);
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
	char hint[96];
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
	class_hint(f, family, hint);
	cls = class_add(f, style_flags, hint);
	name = cls == FACE_NONE ? NULL : DT_LIST_ADD(&f->names, struct class_name);
	if (!name)
		return FACE_NONE;
	name->flags = style_flags;
	name->cls = cls;
	snprintf(name->family, sizeof(name->family), "%s", family);
	return cls;
}
