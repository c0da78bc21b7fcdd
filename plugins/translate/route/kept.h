/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * kept.h - translated pages that are kept (../../keep.h), and the stage route.kept, which reads one
 * back beside the blocks of its page.
 */
#ifndef DT_ROUTE_KEPT_H
#define DT_ROUTE_KEPT_H

#include "../../keep.h"

#include <stdatomic.h>

/* *kept: bytes of this job so far. */
void kept_write(const struct dt_call *call, _Atomic(size_t) *kept, const void *payload,
		size_t size);

struct kept_options {
	const char *file;
};

enum { KEPT_IN_BLOCKS };
enum { KEPT_OUT_SEGMENTS };

dt_status kept_open(const struct dt_call *call, const void *options, void **self,
		    struct dt_error *err);
dt_status kept_page(const struct dt_call *call, struct dt_error *err);

#endif
