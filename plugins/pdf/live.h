/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * live.h - which objects of the source a result needs.
 *
 * An object is needed when something that is written refers to it.  One that is
 * written anew under its old number needs no copy, and neither does what only its
 * old version referred to.  A byte for each object of the source, and four for each
 * one that waits.  One thread at a time.
 */
#ifndef DT_PDF_LIVE_H
#define DT_PDF_LIVE_H

#include <doctranslate/payload.h>

struct dt_live {
	uint32_t n;		   /* objects of the source; 0: nobody asks */
	unsigned char *state;	   /* by number, private */
	struct dt_list queue;	   /* uint32_t: needed, not fetched yet */
	struct dt_list references; /* uint32_t: those of the text that is being read */
};

bool dt_live_open(struct dt_live *live, uint32_t n);
void dt_live_free(struct dt_live *live);

/* Object number is needed.  False without memory. */
bool dt_live_want(struct dt_live *live, uint32_t number);

/* All that an object refers to is needed; text as it is printed.  False without memory, when a
 * list has failed, or when raw.h does not read it. */
bool dt_live_read(struct dt_live *live, const void *text, size_t size);

/* The result has it. */
void dt_live_written(struct dt_live *live, uint32_t number);
bool dt_live_is_written(const struct dt_live *live, uint32_t number);

/* One that is needed and was not written yet; 0: there is none. */
uint32_t dt_live_next(struct dt_live *live);

#endif /* DT_PDF_LIVE_H */
