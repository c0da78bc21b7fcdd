/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * split.h - a text that is too long for a translator is asked for in pieces.
 *
 * It is cut where sentences end, where there are none between words, and never inside a mark.
 * The answers to all pieces together are judged as one: when that is no good, all are asked for
 * again.
 */
#ifndef ROUTE_SPLIT_H
#define ROUTE_SPLIT_H

#include "ask.h"

/* Cuts a text that no batch could hold by the translator's own bounds. */
void split_long(const struct asking *asking, struct ask *ask);
/* Cuts it into .wanted_pieces or so; false: there is no place to cut it into more than now. */
bool split_ask(const struct asking *asking, struct ask *ask);
/* Cuts it as an earlier run of the job did, if one has, and takes what that was answered to its
 * pieces; once, before it is asked for. */
void split_resume(const struct asking *asking, struct ask *ask, uint32_t round);
/* The same for one that was cut anew. */
void split_take_known(const struct asking *asking, struct ask *ask, uint32_t round);
void split_free(struct ask *ask);
/* An answer to a piece; with the last one the whole is judged. */
void split_take(const struct asking *asking, struct ask *piece, struct text *answer,
		uint32_t round);

/* Where a text in markup can be cut into two that each are a whole fragment: the byte behind the
 * blanks nearest to at, between sentences if there are any, else between words.  0: nowhere. */
size_t split_place(const char *markup, size_t length, size_t at, const char *lang);

#endif /* ROUTE_SPLIT_H */
