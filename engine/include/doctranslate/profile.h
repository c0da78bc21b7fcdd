/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doctranslate/profile.h - "doc.profile": what the whole document says about its pages.
 * Units, spaces of coordinates, what a payload is: doctranslate/types.h.
 */
#ifndef DOCTRANSLATE_PROFILE_H
#define DOCTRANSLATE_PROFILE_H

#include <doctranslate/common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dt_profile_role { /* a block whose role is known better now */
	uint32_t page;	 /* of the job */
	uint32_t block;
	uint32_t role, level;
	uint32_t flags, rule; /* DT_BLOCK_KEEP with a rule, or 0 */
};

/* A paragraph that stands in several blocks, since a column or a page was full: one text,
 * translated at once, that flows through the frames of its parts. */
struct dt_profile_flow {
	uint32_t first, count; /* parts, two or more */
};

struct dt_profile_part {
	uint32_t page; /* of the job */
	uint32_t block;
	uint32_t dropped;    /* bytes at the end of its text that the whole leaves out: a hyphen */
	uint32_t glue;	     /* 1: a blank stands between it and the next part, 0: nothing */
	uint32_t budget;     /* the block's */
	struct dt_span text; /* of the block, as are runs (without ranges) and styles: a page does
			      * not see the blocks of another */
	struct dt_span runs; /* struct dt_run */
	struct dt_span styles; /* struct dt_style, what the runs' style counts in */
	uint32_t role;	       /* as the profile knows it best */
	struct dt_box box;     /* its hull, page space */
};

struct dt_profile {
	uint32_t size;
	float body_size;
	uint32_t body_key; /* style of the body text */
	uint32_t n_pages;
	struct dt_span lang;  /* detected, may be empty */
	struct dt_span roles; /* struct dt_profile_role, by page and block */
	struct dt_span title;
	struct dt_span flows; /* struct dt_profile_flow, in the order of their first parts */
	struct dt_span parts; /* struct dt_profile_part, those of a flow follow each other */
	struct dt_span words; /* text: its commonest short words, each with a blank behind it: what
			       * has them is in its language */
};

#ifdef __cplusplus
}
#endif
#endif /* DOCTRANSLATE_PROFILE_H */
