/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "document.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* ISO 32000-1, 7.5.2 and annex H.3: readers look for the header in the first 1,024 bytes. */
#define HEADER_WINDOW 1024

/* Bytes of the file that MuPDF gets at once, and how often it gets some between two looks at
 * the job.  A broken object may make it read the file to its end, without an allocation. */
#define BYTES_AT_ONCE ((size_t)64 << 10)
#define READS_BETWEEN 32

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static dt_status map_file(struct dt_document *doc, const char *path, struct dt_error *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *map;

	if (fd < 0 || fstat(fd, &st) < 0) {
		int why = errno;

		if (fd >= 0)
			close(fd);
		if (err && err->status == DT_OK)
			err->sys_errno = why;
		return dt_fail(err, why == ENOENT || why == EACCES ? DT_E_INPUT : DT_E_SYSTEM,
			       "cannot open \"%s\": %s", path, strerror(why));
	}
	if (!S_ISREG(st.st_mode) || st.st_size == 0) {
		close(fd);
		return dt_fail(err, DT_E_INPUT,
			       S_ISREG(st.st_mode) ? "\"%s\" is empty, not a PDF"
						   : "\"%s\" is no regular file",
			       doc->name);
	}
	map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return dt_fail(err, DT_E_SYSTEM, "cannot map \"%s\": %s", path, strerror(errno));
	doc->map = map;
	doc->map_size = (size_t)st.st_size;
	return DT_OK;
}

static bool has_header(const struct dt_document *doc)
{
	size_t n = doc->map_size < HEADER_WINDOW ? doc->map_size : HEADER_WINDOW;

	return memmem(doc->map, n, "%PDF-", 5) != NULL;
}

/* TRYLATER is the one kind of error that MuPDF neither takes for the end of the file nor
 * answers with a repair. */
static void look_at_job(fz_context *ctx, struct dt_document *doc)
{
	const struct dt_call *call = doc->wall.call;

	if (++doc->reads % READS_BETWEEN == 0 && call && call->host->cancelled(call))
		doc->wall.cancelled = true;
	if (doc->wall.cancelled)
		fz_throw(ctx, FZ_ERROR_TRYLATER, "cancelled");
}

static void count_bytes(struct dt_document *doc, const fz_stream *stream)
{
	doc->bytes_read += (uint64_t)(stream->rp - doc->window);
}

static int next_bytes(fz_context *ctx, fz_stream *stream, size_t most)
{
	struct dt_document *doc = stream->state;
	size_t at = (size_t)stream->pos, n = doc->map_size - at;

	(void)most;
	if (at >= doc->map_size)
		return EOF;
	look_at_job(ctx, doc);
	count_bytes(doc, stream);
	if (n > BYTES_AT_ONCE)
		n = BYTES_AT_ONCE;
	/* MuPDF only reads them */
	stream->rp = doc->window = (unsigned char *)(uintptr_t)doc->map + at;
	stream->wp = stream->rp + n;
	stream->pos += (int64_t)n;
	return *stream->rp++;
}

static void seek_bytes(fz_context *ctx, fz_stream *stream, int64_t offset, int whence)
{
	struct dt_document *doc = stream->state;
	int64_t size = (int64_t)doc->map_size;

	(void)ctx;
	if (whence == SEEK_END)
		offset += size;
	stream->pos = offset < 0 ? 0 : offset > size ? size : offset;
	count_bytes(doc, stream);
	stream->rp = stream->wp = doc->window =
		(unsigned char *)(uintptr_t)doc->map + (size_t)stream->pos;
}

static fz_stream *stream_of_map(struct dt_document *doc)
{
	fz_stream *stream = fz_new_stream(doc->wall.ctx, doc, next_bytes, NULL);

	stream->seek = seek_bytes;
	stream->rp = stream->wp = doc->window = (unsigned char *)(uintptr_t)doc->map;
	return stream;
}

/* May throw. */
static void open_stream(struct dt_document *doc)
{
	fz_context *ctx = doc->wall.ctx;
	fz_stream *stream = stream_of_map(doc);

	fz_try(ctx)
	{
		doc->pdf = pdf_open_document_with_stream(ctx, stream);
	}
	fz_always(ctx)
	{
		fz_drop_stream(ctx, stream);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static dt_status unlock(struct dt_document *doc, const char *password, struct dt_error *err)
{
	fz_context *ctx = doc->wall.ctx;
	enum { OPEN, LOCKED, WRONG } state = OPEN;

	fz_var(state);
	fz_try(ctx)
	{
		if (pdf_needs_password(ctx, doc->pdf)) {
			state = LOCKED;
			if (password)
				state = pdf_authenticate_password(ctx, doc->pdf, password) ? OPEN
											   : WRONG;
		}
	}
	fz_catch(ctx)
	{
		return dt_wall_fail(&doc->wall, err, "cannot decrypt \"%s\"", doc->name);
	}
	if (state == LOCKED)
		return dt_fail(err, DT_E_INPUT,
			       "\"%s\" is encrypted and needs a password: give --password",
			       doc->name);
	if (state == WRONG)
		return dt_fail(err, DT_E_INPUT, "\"%s\" is encrypted and this is not its password",
			       doc->name);
	return DT_OK;
}

static dt_status open_pdf(struct dt_document *doc, const char *password, struct dt_error *err)
{
	fz_context *ctx = doc->wall.ctx;

	fz_try(ctx)
	{
		open_stream(doc);
	}
	fz_catch(ctx)
	{
		if (!has_header(doc) && !doc->wall.over && !doc->wall.cancelled)
			return dt_fail(err, DT_E_INPUT, "\"%s\" is not a PDF file", doc->name);
		return dt_wall_fail(&doc->wall, err, "cannot read \"%s\"", doc->name);
	}
	return unlock(doc, password, err);
}

bool dt_document_serves(const struct dt_document *doc, const struct dt_call *call)
{
	return doc->pdf && doc->job && strcmp(doc->job, call->job ? call->job : "") == 0;
}

dt_status dt_document_open(struct dt_document *doc, const struct dt_call *call, uint32_t port,
			   size_t limit, struct dt_error *err)
{
	const struct dt_file *file;
	const char *path;
	const char *job = call->job ? call->job : "";

	if (dt_document_serves(doc, call)) {
		dt_wall_enter(&doc->wall, call);
		return DT_OK;
	}
	dt_document_close(doc);
	file = call->host->input(call, port, NULL);
	if (!file)
		return dt_fail(err, DT_E_BUG, "no file at input %u of %s", port, call->node);
	path = DT_TEXT(file, file->path);
	snprintf(doc->name, sizeof(doc->name), "%s", base_name(path));
	doc->job = strdup(job);
	if (!doc->job)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	if (map_file(doc, path, err) == DT_OK && dt_wall_open(&doc->wall, limit, err) == DT_OK) {
		dt_wall_enter(&doc->wall, call);
		if (open_pdf(doc, call->host->parameter(call, "password"), err) == DT_OK) {
			doc->opened++;
			return DT_OK;
		}
	}
	dt_document_close(doc);
	return err ? err->status : DT_E_INPUT;
}

void dt_document_release_file(const struct dt_document *doc)
{
	/* it cannot fail, and what is read again comes back by itself */
	madvise((void *)(uintptr_t)doc->map, doc->map_size, MADV_DONTNEED);
}

void dt_document_purge(struct dt_document *doc)
{
	fz_context *ctx = doc->wall.ctx;

	dt_document_release_file(doc);
	fz_try(ctx)
	{
		pdf_clear_xref(ctx, doc->pdf);
	}
	fz_catch(ctx)
	{
		/* then they stay */
	}
}

void dt_document_close(struct dt_document *doc)
{
	if (doc->wall.ctx)
		dt_object_streams_free(doc->wall.ctx, &doc->streams);
	if (doc->pdf)
		pdf_drop_document(doc->wall.ctx, doc->pdf);
	doc->pdf = NULL;
	doc->repaired = doc->groups_known = false;
	dt_wall_close(&doc->wall);
	if (doc->map)
		munmap((void *)(uintptr_t)doc->map, doc->map_size);
	doc->map = NULL;
	free(doc->job);
	doc->job = NULL;
}
