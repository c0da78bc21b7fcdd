/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doctranslate/sizes.h - "doc.sizes": one scale a style, over the document.
 * Units, spaces of coordinates, what a payload is: doctranslate/types.h.
 */
#ifndef DOCTRANSLATE_SIZES_H
#define DOCTRANSLATE_SIZES_H

#include <doctranslate/common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dt_style_scale {
	uint32_t key;  /* dt_style.key; sorted */
	float scale;   /* of the size; 1: as in the source */
	float leading; /* factor on the leading, after the scale */
};

struct dt_share {	     /* the bytes of a flow's text that a block sets */
	uint32_t page;	     /* of the job */
	uint32_t block;	     /* index of the segment */
	uint32_t start, end; /* bytes of dt_segment.whole; end is that of the text, blanks between
			      * two shares belong to neither */
};

struct dt_sizes {
	uint32_t size;
	uint32_t columns_stay; /* columns of text keep their order on all pages, since they would
				* have to on one: its number in the job, from 1; 0: they need not */
	struct dt_span scales;
	struct dt_span shares; /* struct dt_share, by page and block */
};

#ifdef __cplusplus
}
#endif
#endif /* DOCTRANSLATE_SIZES_H */
