/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doctranslate/segments.h - "page.segments": the answers of the translators.
 * Units, spaces of coordinates, what a payload is: doctranslate/types.h.
 */
#ifndef DOCTRANSLATE_SEGMENTS_H
#define DOCTRANSLATE_SEGMENTS_H

#include <doctranslate/common.h>

#ifdef __cplusplus
extern "C" {
#endif

enum dt_segment_status {
	DT_SEGMENT_KEPT = 0, /* by .rule */
	DT_SEGMENT_TRANSLATED,
	DT_SEGMENT_IDENTITY, /* painted again from its own glyphs */
	DT_SEGMENT_FAILED    /* by .rule: stays in the source language, reported */
};

struct dt_target_run {
	uint32_t start, length; /* bytes in the segment's text; they cover it */
	uint32_t source;	/* index into the block's runs: its style, link, object */
};

struct dt_segment { /* one for each block, same order */
	uint32_t status, rule;
	uint32_t role, level;  /* the block's, as corrected by the profile */
	struct dt_span text;   /* target language; objects are U+FFFC, breaks U+2028 */
	struct dt_span runs;   /* struct dt_target_run */
	struct dt_span reason; /* a sentence when it failed */
	/* Of a block that is a part of a flow and was translated with it.  text and runs above
	 * are then only the share that it has by its length in the source, ready to be set;
	 * typeset moves the borders of the shares to where the frames are full. */
	uint32_t part, n_parts; /* n_parts 0: it stands alone */
	uint32_t flow_page;	/* the first part, names the flow: page of the job */
	uint32_t flow_block;
	struct dt_span whole;	   /* the text of the flow, the same in all its parts */
	struct dt_span whole_runs; /* struct dt_target_run over the whole, in terms of the runs of
				    * this block: the nearest where it is another part's */
	uint32_t start;		   /* byte of the whole at which the share begins */
	uint32_t earliest, latest; /* where it may begin: objects and links stay on their page */
};

struct dt_page_segments {
	uint32_t size;
	uint32_t number;
	struct dt_span segments;
	struct dt_span target_lang;
};

#ifdef __cplusplus
}
#endif
#endif /* DOCTRANSLATE_SEGMENTS_H */
