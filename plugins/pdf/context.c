/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "context.h"

#include <libdeflate.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* How many allocations pass between two looks at the job. */
#define TICKS 4096

/* Decompression bombs stay inside calls of MuPDF for long; the allocator is the
 * only place of ours that they pass. */
static bool may_allocate(struct dt_wall *wall, size_t more)
{
	if (++wall->ticks >= TICKS) {
		wall->ticks = 0;
		if (wall->call && wall->call->host->cancelled(wall->call))
			wall->cancelled = true;
	}
	if (wall->cancelled)
		return false;
	if (more > wall->limit || wall->used > wall->limit - more) {
		wall->over = true;
		return false;
	}
	return true;
}

static void *wall_malloc(void *user, size_t size)
{
	struct dt_wall *wall = user;
	void *p;

	if (!may_allocate(wall, size))
		return NULL;
	p = malloc(size);
	if (p)
		wall->used += malloc_usable_size(p);
	return p;
}

static void *wall_realloc(void *user, void *old, size_t size)
{
	struct dt_wall *wall = user;
	size_t before = old ? malloc_usable_size(old) : 0;
	void *p;

	if (size > before && !may_allocate(wall, size - before))
		return NULL;
	p = realloc(old, size);
	if (p || size == 0)
		wall->used -= before;
	if (p)
		wall->used += malloc_usable_size(p);
	return p;
}

static void wall_free(void *user, void *p)
{
	struct dt_wall *wall = user;

	if (p)
		wall->used -= malloc_usable_size(p);
	free(p);
}

static void on_warning(void *user, const char *message)
{
	struct dt_wall *wall = user;

	if (wall->n_warnings++ == 0)
		snprintf(wall->warning, sizeof(wall->warning), "%s", message);
}

/* Errors come as exceptions; MuPDF also prints them unless it is told not to. */
static void on_error(void *user, const char *message)
{
	(void)user;
	(void)message;
}

dt_status dt_wall_open(struct dt_wall *wall, size_t limit, struct dt_error *err)
{
	/* fonts have a cache of their own that knows their use; images are never decoded here */
	const size_t store = (size_t)256 << 10;

	memset(wall, 0, sizeof(*wall));
	wall->limit = limit;
	wall->alloc.user = wall;
	wall->alloc.malloc = wall_malloc;
	wall->alloc.realloc = wall_realloc;
	wall->alloc.free = wall_free;
	wall->ctx = fz_new_context(&wall->alloc, NULL, store);
	if (!wall->ctx)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a MuPDF context");
	fz_set_warning_callback(wall->ctx, on_warning, wall);
	fz_set_error_callback(wall->ctx, on_error, wall);
	return DT_OK;
}

void dt_wall_close(struct dt_wall *wall)
{
	if (wall->ctx)
		fz_drop_context(wall->ctx);
	wall->ctx = NULL;
	if (wall->decompressor)
		libdeflate_free_decompressor(wall->decompressor);
	wall->decompressor = NULL;
}

void dt_wall_enter(struct dt_wall *wall, const struct dt_call *call)
{
	wall->call = call;
	wall->over = false;
	wall->cancelled = false;
}

dt_status dt_wall_fail(struct dt_wall *wall, struct dt_error *err, const char *doing, ...)
{
	dt_status status = DT_E_INPUT;
	const char *why = fz_caught_message(wall->ctx);
	char what[300];
	va_list args;

	va_start(args, doing);
	vsnprintf(what, sizeof(what), doing, args);
	va_end(args);
	if (wall->cancelled) {
		status = DT_E_CANCELLED;
		why = "the job was cancelled";
	} else if (wall->over) {
		status = DT_E_LIMIT;
		why = "it needs more memory than the limit allows";
	} else if (fz_caught(wall->ctx) == FZ_ERROR_MEMORY) {
		status = DT_E_SYSTEM;
		why = "out of memory";
	}
	return dt_fail(err, status, "%s: %s", what, why);
}
