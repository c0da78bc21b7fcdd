/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * cells.h - an answer of Apertium as a row of characters that know their mark.
 *
 * Objects and hard breaks are cells, too.  Every repair of an answer is one walk over
 * the row.  Owned by one call.
 */
#ifndef APERTIUM_CELLS_H
#define APERTIUM_CELLS_H

#include "stream.h"

#define CELLS_PLACEHOLDER "Xqz"
#define CELLS_OBJECT	  0xfffcu
#define CELLS_BREAK	  0x2028u
#define CELLS_MAX_ID	  100000u
/* Signs of the stream format that some programs do not take even when they are escaped (an
 * escaped ^ behind a word swallows the next one in lrx-proc 0.4.2): they go in as characters
 * for private use. */
#define CELLS_STAND_IN 0xe700u

/* Behind an acronym, so that no dictionary knows it: "FUSEqzx" is no fuse. */
#define CELLS_UNKNOWN "qzx"

struct cell {
	uint32_t code;
	uint32_t mark; /* 0: none */
	uint32_t also; /* a mark that shares its word, when mark is another; else 0 */
	uint32_t id;   /* of an object */
	bool starts;   /* a word of Apertium's begins here */
};

struct cells {
	struct cell *at;
	size_t n, room;
	bool failed;
};

struct cell *cells_add(struct cells *cells, uint32_t code, uint32_t mark);
/* Makes room for a cell before number i. */
struct cell *cells_insert(struct cells *cells, size_t i, uint32_t code, uint32_t mark);
void cells_free(struct cells *cells);

/* Reads an answer; false when it is not in the stream format. */
bool cells_read(struct cells *cells, const char *answer, size_t length);
/* Blanks: where words run together, none twice, none before points. */
void cells_mend_blanks(struct cells *cells, const struct stream_source *source);
/* Words for the sense that they have in documents, where it is another than in daily life. */
void cells_mend_senses(struct cells *cells, const struct stream_source *source);
void cells_mend_capitals(struct cells *cells, const struct stream_source *source);
/* Spanish and Asturian open questions and exclamations with a sign. */
void cells_add_openers(struct cells *cells);
/* Each mark in one piece. */
void cells_gather_marks(struct cells *cells, const struct stream_source *source);
/* Adds markup; false when it has not each object of the source. */
bool cells_write(struct text *out, const struct cells *cells, const struct stream_source *source);

/* ---- characters ------------------------------------------------------------ */
static inline bool cells_is_stand_in(uint32_t code)
{
	return code == '^' || code == '$' || code == '~' || code == '\\' || code == '{' ||
	       code == '}';
}
bool cells_is_letter(uint32_t code);
bool cells_is_blank(uint32_t code);
/* A number for each point that stands close behind a word, -1 for others. */
int cells_point(uint32_t code);
/* Bits of those that French sets off with a blank. */
uint32_t cells_high_points(void);
/* Is what follows code the start of a sentence?  was: was code?  letters: of the word that
 * stands right before it; a single one ("p. 5") ends no sentence. */
bool cells_sentence(bool was, bool *ended, uint32_t code, unsigned letters);

#endif
