/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * face_class.h - inside of faces.h: what a lane has open and what it remembers.
 *
 * faces.c opens font files, face_choice.c picks the face for a character by the tables,
 * face_class.c remembers what was picked.
 */
#ifndef TYPESET_FACE_CLASS_H
#define TYPESET_FACE_CLASS_H

#include "faces.h"

#include <doctranslate/payload.h>

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
	char hint[96]; /* family that goes first for letters of the Latin row, or "" */
	uint16_t fast[CLASS_FAST];
	struct class_char *slots; /* open addressing, a power of two, half empty */
	uint32_t n, room;
};

struct class_name { /* a source family seen before: no need to look it up again */
	uint32_t flags;
	uint32_t cls;
	char family[88];
};

enum whole_alphabet { WHOLE_UNKNOWN = 0, WHOLE_YES, WHOLE_NO };

struct faces {
	const struct catalogue *catalogue;
	struct face_options options;
	char language[32];
	hb_script_t script;	   /* of the language */
	const FcCharSet *alphabet; /* what it is written with, NULL: not known */
	uint32_t n_alphabet;
	uint8_t *whole;	   /* by entry: does it have all of that, see enum whole_alphabet */
	uint8_t *unusable; /* by entry: cannot be opened, must not be embedded */
	uint8_t *tried;	   /* by entry: that, or does not draw the character asked for */
	struct dt_list faces, names;
	struct face_class **classes;
	uint32_t n_classes, classes_room;
	uint32_t last_name;
};

/* Opens the face or finds it open; FACE_NONE: cannot be opened or must not be embedded
 * (then marked as unusable), or no memory. */
uint32_t face_get(struct faces *f, uint32_t entry, uint32_t flags);
/* The face for a character that the class has not met yet; FACE_NONE: no font has it. */
uint32_t face_choice(struct faces *f, const struct face_class *c, uint32_t cp);
void face_classes_forget(struct faces *f);

#endif /* TYPESET_FACE_CLASS_H */
