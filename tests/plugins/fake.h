/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * fake.h - stages that watch themselves, fail, hang and wait on demand.
 *
 * A page's payload carries its number and the trail of the nodes it has been
 * through.  Whatever the engine has promised and does not keep (a page twice, a
 * lane used by two, pages out of order, a window too wide) makes the stage
 * return DT_E_BUG, so that the job fails with a sentence.
 */
#ifndef DT_TESTS_FAKE_H
#define DT_TESTS_FAKE_H

#include <doctranslate/payload.h>

#include <stdatomic.h>

struct fake_page { /* "page.fake" */
	uint32_t size;
	uint32_t number;
	struct dt_span trail; /* "source,one,two" */
	struct dt_span ballast;
};

struct fake_doc { /* "doc.fake" */
	uint32_t size;
	uint32_t reserved;
	uint64_t pages, sum; /* how many, and the sum of their numbers */
};

#endif /* DT_TESTS_FAKE_H */
