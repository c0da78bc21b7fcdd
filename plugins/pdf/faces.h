/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * faces.h - the font faces that a document's new text uses, and which glyphs.
 *
 * A face is a file and an index in it; fake bold and italic are painted, so they
 * need no face of their own.  Codes are glyph ids, and for each glyph one text is kept,
 * the first that was not empty; a code past the ids is a glyph with a text that is its
 * only one.  When two pages mean different things by such a code, the later page has
 * a face of its own from the same file.  Memory grows with the faces, not with the pages.  One
 * thread at a time.
 */
#ifndef DT_PDF_FACES_H
#define DT_PDF_FACES_H

#include <doctranslate/payload.h>

#define DT_MOST_OUTPUTS 2

struct dt_used_face {
	char *path;
	char *name; /* PostScript name, only letters and digits and -_. */
	uint32_t index;
	bool embed;			    /* it stands for text in embedded fonts */
	uint32_t objects[DT_MOST_OUTPUTS];  /* number of the font object in each output, 0: none yet
					     */
	uint32_t vertical[DT_MOST_OUTPUTS]; /* the same of the font for vertical writing */
	uint32_t n_codes;		    /* largest code + 1 */
	uint32_t *texts;		    /* by code: 0 unused, 1 without text, else place of
					     * the text in the pool, plus 2 */
	uint16_t *ids;			    /* by code: the glyph */
	struct dt_payload pool;		    /* texts, UTF-8, each with a NUL */
};

/* Set in the number of a face where its font for vertical writing is meant. */
#define DT_VERTICAL_FONT 0x80000000u

struct dt_faces {
	struct dt_list list; /* struct dt_used_face */
};

/* Number of that face, the next one behind after (DT_NONE: the first); a new one when there is
 * none.  DT_NONE without memory. */
uint32_t dt_faces_find(struct dt_faces *faces, const char *path, uint32_t index, const char *name,
		       uint32_t after);
struct dt_used_face *dt_faces_at(const struct dt_faces *faces, uint32_t i);

/* Can the code mean that here, or does it mean something else already? */
bool dt_faces_agree(const struct dt_used_face *face, uint32_t code, uint32_t id, const char *text);
/* The face paints that glyph for text (length 0: unknown).  False without memory
 * or for a code past 65,535. */
bool dt_faces_use(struct dt_used_face *face, uint32_t code, uint32_t id, const char *text,
		  size_t length);

/* NULL when the code has no text. */
const char *dt_faces_text(const struct dt_used_face *face, uint32_t code);

void dt_faces_free(struct dt_faces *faces);

#endif /* DT_PDF_FACES_H */
