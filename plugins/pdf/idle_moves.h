/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * idle_moves.h - moves and text state that taking text out leaves behind.
 *
 * Of operators that follow each other with nothing painted between them, the moves (Td, Tm) become
 * one, and of those that set the same thing (Tf, Tc, Tw, Tz, Ts) the last is the only one that
 * counts: what is painted stays the same.  Only what is between start and end is read, which need
 * not have an end mark.  No state; safe in any thread.  Without memory out->failed is set.
 * Source: ISO 32000-1, 9.3.1 and 9.4.2.
 */
#ifndef DT_PDF_IDLE_MOVES_H
#define DT_PDF_IDLE_MOVES_H

#include "bytes.h"

/* The n bytes of content at, with such operators joined, into out, which is cleared before. */
void dt_join_moves(struct dt_bytes *out, const char *at, size_t n);

#endif /* DT_PDF_IDLE_MOVES_H */
