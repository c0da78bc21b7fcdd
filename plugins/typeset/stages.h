/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * stages.h - the stages of this plugin and what they share.
 *
 * sizes reads the whole document and finds one scale for each style; fit sets page
 * by page with those scales.  Both build the same galleys, so that what the first
 * found to fit does fit in the second.
 */
#ifndef TYPESET_STAGES_H
#define TYPESET_STAGES_H

#include "fit.h"

#define SCALE_TINY 0.7f /* below this a block is reported */

/* Where Debian's hyphen-* packages have their dictionaries: no fault when there are none. */
#define TYPESET_HYPHENS "/usr/share/hyphen"

struct typeset_options {
	const char *serif, *sans, *mono;
	const char *hyphens; /* folder of dictionaries */
	bool hyphenate;
	double min_leading; /* of the size */
	double min_scale;   /* of sizes: of a style */
	double evenness;    /* of sizes: harm of text smaller than others of its style */
	double smallest;    /* of fit: of a block */
};

struct typeset { /* self; read-only after open, but for dictionaries, which have a lock */
	const struct typeset_options *options;
	struct catalogue catalogue;
	struct languages languages;
	struct dictionaries *dictionaries; /* NULL: no word is divided */
};

struct typeset_lane {
	struct composer composer;
	struct galley galley;
	void *more; /* of the stage */
};

dt_status typeset_open(const struct dt_call *call, const void *options, void **self,
		       struct dt_error *err);
void typeset_close(void *self);
/* Makes lane ready for the page: language, galley. */
dt_status typeset_galley(const struct dt_call *call, struct typeset_lane *lane,
			 const struct dt_page_blocks *blocks,
			 const struct dt_page_segments *segments, struct dt_error *err);
/* Opens a lane of size bytes that begins with a struct typeset_lane; what it is for is told when
 * memory runs out. */
dt_status typeset_lane_open(const struct dt_call *call, size_t size, const char *what, void **lane,
			    struct dt_error *err);
bool typeset_lane_start(struct typeset_lane *lane, const struct typeset *self);
void typeset_lane_finish(struct typeset_lane *lane);
bool typeset_any_translated(const struct dt_page_segments *segments);
/* Of the style with that key; 1 when it is not among the scales, which are sorted by key. */
float typeset_scale(const struct dt_style_scale *scales, uint32_t n, uint32_t key);

dt_status sizes_lane_open(const struct dt_call *call, void **lane, struct dt_error *err);
void sizes_lane_close(void *self, void *lane);
dt_status sizes_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		      struct dt_error *err);
dt_status sizes_run(const struct dt_call *call, struct dt_error *err);
dt_status sizes_end(const struct dt_call *call, struct dt_error *err);
void sizes_drop(void *self, void *state);

dt_status set_lane_open(const struct dt_call *call, void **lane, struct dt_error *err);
void set_lane_close(void *self, void *lane);
dt_status set_run(const struct dt_call *call, struct dt_error *err);

/* The stage fonts: a report on the faces for the target language. */
dt_status fonts_end(const struct dt_call *call, struct dt_error *err);

#endif /* TYPESET_STAGES_H */
