/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * catalogue.h - the font files of this machine that text can be set in.
 *
 * Read from fontconfig once; nothing changes afterwards, so that all threads
 * may look at it.  Only fonts that can be embedded and subset: static outline
 * fonts in TrueType or OpenType files; no variable, colour or bitmap fonts.
 * Whether a font's licence bits forbid embedding is seen when a face is opened
 * (faces.h): that needs the file.
 *
 * Entries are sorted by family, weight, slant and path: the same machine gives
 * the same choice every time.
 */
#ifndef TYPESET_CATALOGUE_H
#define TYPESET_CATALOGUE_H

#include <doctranslate/plugin.h>

#include <fontconfig/fontconfig.h>

#define CATALOGUE_NONE UINT32_MAX

struct font_entry {
	char *path;
	char *family; /* letters and digits only, lower case: "notosanscjksc" */
	char *name;   /* PostScript name */
	uint32_t index;
	int weight; /* 100..900 */
	int width;  /* 100 normal, 75 condensed */
	bool italic, mono, serif;
	FcCharSet *chars;
};

struct catalogue {
	FcConfig *config;
	struct font_entry *at;
	uint32_t n;
};

dt_status catalogue_open(struct catalogue *c, struct dt_error *err);
void catalogue_close(struct catalogue *c);

/* "Noto Sans CJK SC" -> "notosanscjksc", cut to the room there is. */
void family_key(const char *name, char *key, size_t room);

/* The entry of the family that comes closest, or CATALOGUE_NONE.  skip[i] != 0
 * rules out entry i; skip may be NULL. */
uint32_t catalogue_find(const struct catalogue *c, const char *family, int weight, bool italic,
			const uint8_t *skip);

/* The same of a condensed face: of the family itself, or of one that is named after it ("Liberation
 * Sans Narrow" is the condensed width of "Liberation Sans"); CATALOGUE_NONE when there is none. */
uint32_t catalogue_condensed(const struct catalogue *c, const char *family, int weight, bool italic,
			     const uint8_t *skip);

struct font_wish {
	int weight;
	bool italic, serif, mono;
};
/* Any entry that has the character, the one that comes closest to the wish. */
uint32_t catalogue_covering(const struct catalogue *c, uint32_t cp, const struct font_wish *wish,
			    const uint8_t *skip);
bool catalogue_has(const struct catalogue *c, uint32_t entry, uint32_t cp);

#endif /* TYPESET_CATALOGUE_H */
