/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * carry.h - takes the objects of the source that a result still needs into it.
 *
 * They go byte by byte and keep their numbers, so that encrypted ones stay readable
 * and streams are not decoded.  An object stream goes whole when most of what is in
 * it is needed; else its needed objects go into new ones.  What is not well formed
 * is read and printed by MuPDF.  Memory: some bytes for each reference in object
 * streams.  Throws.  Source: ISO 32000-1, 7.5.7.
 */
#ifndef DT_PDF_CARRY_H
#define DT_PDF_CARRY_H

#include "writer.h"

/* All that is needed and not written yet, and what that needs. */
void dt_carry_live(fz_context *ctx, struct dt_writer *w);

/* One object, through MuPDF: printed again, nothing of its form is kept. */
void dt_carry_print(fz_context *ctx, struct dt_writer *w, uint32_t number);

#endif /* DT_PDF_CARRY_H */
