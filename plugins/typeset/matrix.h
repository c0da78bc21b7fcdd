/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * matrix.h - points, boxes and movements between the space of a frame and the page.
 *
 * Points; y down in both.  Pure.
 */
#ifndef TYPESET_MATRIX_H
#define TYPESET_MATRIX_H

#include <doctranslate/types.h>
#include <stdbool.h>

struct dt_point point_map(const struct dt_matrix *m, float x, float y);
/* The smallest box of page space around what m makes of a box. */
struct dt_box box_map(const struct dt_matrix *m, float x0, float y0, float x1, float y1);
/* Makes things smaller around a point. */
struct dt_matrix scale_at(float scale, float x, float y);
/* In page space, what takes from the space of one frame to that of another: false when
 * the first has no width or height. */
bool matrix_within(const struct dt_matrix *from, const struct dt_matrix *local,
		   const struct dt_matrix *to, struct dt_matrix *result);

/* Letters of a size whose pen is at (x, y) of a frame: em (y up) to page space. */
struct dt_matrix em_matrix(const struct dt_matrix *frame, float x, float y, float size);
/* The same of signs that stand upright in a frame that is turned, see DT_FACE_VERTICAL. */
struct dt_matrix upright_matrix(const struct dt_matrix *frame, float x, float y, float size);

#endif /* TYPESET_MATRIX_H */
