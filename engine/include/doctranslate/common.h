/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doctranslate/common.h - what all payloads are made of: spans, places, ranges of glyphs.
 * Units, spaces of coordinates, what a payload is: doctranslate/types.h.
 */
#ifndef DOCTRANSLATE_COMMON_H
#define DOCTRANSLATE_COMMON_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DT_NONE UINT32_MAX

struct dt_span {
	uint32_t offset, count;
};

/* Element 0 of the array of TYPE at span; texts are char arrays and are
 * followed by a NUL that count leaves out. */
#define DT_AT(payload, TYPE, span)                                                                 \
	((const TYPE *)(const void *)((const char *)(payload) + (span).offset))
#define DT_TEXT(payload, span) ((const char *)(payload) + (span).offset)

struct dt_point {
	float x, y;
};
struct dt_box {
	float x0, y0, x1, y1; /* x0 <= x1, y0 <= y1 */
};
struct dt_matrix { /* x' = a x + c y + e, y' = b x + d y + f */
	float a, b, c, d, e, f;
};
struct dt_range { /* of glyphs */
	uint32_t first, count;
};

#ifdef __cplusplus
}
#endif
#endif /* DOCTRANSLATE_COMMON_H */
