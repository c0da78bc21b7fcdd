/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * normal.h - what two texts have in common that mean the same.
 *
 * Alike are: forms of a character that differ in width or joining alone (NFKC, but not raised and
 * lowered signs, fractions, circled or mathematical ones: those mean something else), typewriter
 * quotes, any white space, signs that nobody sees; the case of letters; other numbers; one
 * enumeration in front ("2.1", "(a)", "iv.").  Marks count as they are.
 *
 * Alike is not yet the same: normal_answer makes the answer to one text of the answer to another,
 * or says that it is not safe.
 */
#ifndef MEMORY_NORMAL_H
#define MEMORY_NORMAL_H

#include "codes.h"

struct normal_number {
	size_t start, n; /* in cased */
};

struct normal {
	char enumeration[32]; /* with the blank behind it; "" */
	struct codes cased;   /* without it: with numbers and capitals */
	struct codes key;     /* numbers as CODE_NUMBER, small letters */
	struct normal_number *numbers;
	size_t n_numbers;
	uint64_t hash; /* of key */
};

/* Of a text in canonical form.  Free it in any case.  False: not well-formed, or no memory. */
bool normal_read(struct normal *normal, const char *text, size_t length);
void normal_free(struct normal *normal);

/* Are the numbers, in their order, the same? */
bool normal_same_numbers(const struct normal *a, const struct normal *b);
/* Are the marks, in their order, the same? */
bool normal_same_marks(const struct normal *a, const struct normal *b);

/*
 * The answer to asked, of the answer that known has in the target language.  Both have the same
 * key.  False: what is different cannot be put back for certain.
 */
bool normal_answer(const struct normal *asked, const struct normal *known, const char *answer,
		   size_t length, const char *target_lang, struct text *out);

#endif /* MEMORY_NORMAL_H */
