/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "object_stream.h"

#include "document.h"
#include "inflate.h"

#include <string.h>

/* Larger streams are MuPDF's: what is kept must stay small. */
#define MOST_BYTES   ((size_t)256 << 10)
#define MOST_OBJECTS 10000

/* Fewer are not worth the parsing of what all pages share. */
#define MOST_READY 512
/* Decoded bytes of all streams that are kept; the last one is kept however large. */
#define MOST_KEPT ((size_t)64 << 10)

static void forget(fz_context *ctx, struct dt_object_stream *stream)
{
	fz_drop_buffer(ctx, stream->data);
	fz_free(ctx, stream->heads);
	memset(stream, 0, sizeof(*stream));
}

void dt_object_streams_free(fz_context *ctx, struct dt_object_streams *streams)
{
	for (size_t i = 0; i < DT_COUNT(streams->at); i++)
		forget(ctx, &streams->at[i]);
	fz_free(ctx, streams->ready);
	streams->ready = NULL;
	streams->n = streams->room = 0;
}

/* A number of the head.  The bytes behind a buffer of MuPDF are not its own: at < end. */
static bool head_number(const unsigned char **at, const unsigned char *end, uint32_t *number)
{
	const unsigned char *p = *at, *start;
	uint64_t value = 0;

	while (p < end && *p <= ' ')
		p++;
	for (start = p; p < end && p < start + 10 && *p >= '0' && *p <= '9'; p++)
		value = value * 10 + (*p - '0');
	*at = p;
	*number = (uint32_t)value;
	return p > start && value <= INT32_MAX;
}

static bool read_heads(fz_context *ctx, struct dt_object_stream *stream, int64_t n, int64_t first)
{
	const unsigned char *at = stream->data->data;
	size_t size = stream->data->len;

	if (n <= 0 || n > MOST_OBJECTS || first <= 0 || (uint64_t)first > size)
		return false;
	stream->heads = fz_malloc_array(ctx, (size_t)n * 2, uint32_t);
	for (stream->n = 0; stream->n < n; stream->n++) {
		uint32_t *head = stream->heads + (size_t)stream->n * 2;

		if (!head_number(&at, stream->data->data + first, &head[0]) ||
		    !head_number(&at, stream->data->data + first, &head[1]) ||
		    head[1] >= size - (size_t)first)
			return false;
		head[1] += (uint32_t)first;
	}
	return true;
}

/* May throw; the place is freed by whoever catches. */
static bool read_stream(struct dt_document *doc, struct dt_object_stream *stream, pdf_obj *object)
{
	fz_context *ctx = doc->wall.ctx;

	if (!pdf_is_stream(ctx, object) ||
	    !pdf_name_eq(ctx, pdf_dict_get(ctx, object, PDF_NAME(Type)), PDF_NAME(ObjStm)))
		return false;
	stream->data = dt_inflate_stream(&doc->wall, object);
	fz_trim_buffer(ctx, stream->data);
	return stream->data->len <= MOST_BYTES &&
	       read_heads(ctx, stream, pdf_dict_get_int(ctx, object, PDF_NAME(N)),
			  pdf_dict_get_int(ctx, object, PDF_NAME(First)));
}

/* Into a free place.  What was read in part is forgotten, whether it was damage or not. */
static bool fill_place(struct dt_document *doc, struct dt_object_stream *place, pdf_obj *object)
{
	fz_context *ctx = doc->wall.ctx;
	bool good = false;

	fz_var(good);
	fz_try(ctx)
	{
		good = read_stream(doc, place, object);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, object);
		if (!good)
			forget(ctx, place);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
	return good;
}

static void forget_the_oldest(fz_context *ctx, struct dt_object_streams *streams,
			      const struct dt_object_stream *last)
{
	for (;;) {
		struct dt_object_stream *oldest = NULL;
		size_t kept = 0;

		for (size_t i = 0; i < DT_COUNT(streams->at); i++) {
			struct dt_object_stream *stream = &streams->at[i];

			if (!stream->number)
				continue;
			kept += stream->data->cap;
			if (stream != last && (!oldest || stream->used < oldest->used))
				oldest = stream;
		}
		if (kept <= MOST_KEPT || !oldest)
			return;
		forget(ctx, oldest);
	}
}

/* The stream of that number, read if it is not kept; NULL: it is MuPDF's matter. */
static struct dt_object_stream *find_stream(fz_context *ctx, struct dt_document *doc, int number)
{
	struct dt_object_streams *streams = &doc->streams;
	struct dt_object_stream *oldest = &streams->at[0];

	for (size_t i = 0; i < DT_COUNT(streams->at); i++) {
		struct dt_object_stream *stream = &streams->at[i];

		if (stream->number == number) {
			stream->used = ++streams->clock;
			return stream;
		}
		if (stream->used < oldest->used)
			oldest = stream;
	}
	forget(ctx, oldest);
	if (!fill_place(doc, oldest, pdf_new_indirect(ctx, doc->pdf, number, 0)))
		return NULL;
	oldest->number = number;
	oldest->used = ++streams->clock;
	forget_the_oldest(ctx, streams, oldest);
	return oldest;
}

static size_t end_of(const struct dt_object_stream *stream, uint32_t index)
{
	const uint32_t *head = stream->heads + (size_t)index * 2;

	return index + 1 < stream->n && head[3] > head[1] ? head[3] : stream->data->len;
}

static pdf_obj *parse(fz_context *ctx, pdf_document *pdf, const struct dt_object_stream *stream,
		      uint32_t index)
{
	uint32_t start = stream->heads[(size_t)index * 2 + 1];
	fz_stream *bytes = NULL;
	pdf_obj *object = NULL;
	pdf_lexbuf lexbuf;

	fz_var(bytes);
	fz_var(object);
	pdf_lexbuf_init(ctx, &lexbuf, PDF_LEXBUF_SMALL);
	fz_try(ctx)
	{
		bytes = fz_open_memory(ctx, stream->data->data + start,
				       end_of(stream, index) - start);
		object = pdf_parse_stm_obj(ctx, pdf, bytes, &lexbuf);
	}
	fz_always(ctx)
	{
		fz_drop_stream(ctx, bytes);
		pdf_lexbuf_fin(ctx, &lexbuf);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
	return object;
}

/* Room first: what is not in the list would stay. */
static void note_ready(fz_context *ctx, struct dt_object_streams *streams, int number)
{
	if (streams->n == streams->room) {
		size_t room = streams->room ? streams->room * 2 : MOST_READY;

		streams->ready = fz_realloc_array(ctx, streams->ready, room, int);
		streams->room = room;
	}
	streams->ready[streams->n++] = number;
}

void dt_ready_release(struct dt_document *doc)
{
	struct dt_object_streams *streams = &doc->streams;
	fz_context *ctx = doc->wall.ctx;
	size_t left = 0;

	if (streams->n < MOST_READY)
		return;
	for (size_t i = 0; i < streams->n; i++) {
		pdf_xref_entry *entry = pdf_get_xref_entry(ctx, doc->pdf, streams->ready[i]);

		if (!entry || !entry->obj || entry->stm_buf)
			continue;
		if (pdf_obj_refs(ctx, entry->obj) > 1) {
			streams->ready[left++] = streams->ready[i];
			continue;
		}
		pdf_drop_obj(ctx, entry->obj);
		entry->obj = NULL;
	}
	streams->n = left;
	dt_document_release_file(doc);
}

/* Where the object of entry stands; NULL: it is MuPDF's matter. */
static const struct dt_object_stream *find_object(fz_context *ctx, struct dt_document *doc,
						  int number, const pdf_xref_entry *entry)
{
	uint32_t index = entry->gen; /* reading a stream may move the entry */
	const struct dt_object_stream *stream = find_stream(ctx, doc, (int)entry->ofs);

	if (!stream || index >= stream->n || stream->heads[(size_t)index * 2] != (uint32_t)number)
		return NULL;
	return stream;
}

static void read_object(fz_context *ctx, struct dt_document *doc, int number, uint32_t index,
			const struct dt_object_stream *stream)
{
	pdf_xref_entry *entry;
	pdf_obj *object;

	note_ready(ctx, &doc->streams, number);
	object = parse(ctx, doc->pdf, stream, index);
	entry = pdf_get_xref_entry_no_null(ctx, doc->pdf, number);
	/* MuPDF may have repaired the file meanwhile */
	if (!object || entry->type != 'o' || entry->ofs != stream->number || entry->obj) {
		pdf_drop_obj(ctx, object);
		return;
	}
	pdf_set_obj_parent(ctx, object, number);
	entry->obj = object;
}

/* NULL: it stands in no object stream, or was made ready. */
static const pdf_xref_entry *entry_of(struct dt_document *doc, int number)
{
	fz_context *ctx = doc->wall.ctx;
	const pdf_xref_entry *entry;

	if (number <= 0 || number >= pdf_xref_len(ctx, doc->pdf))
		return NULL;
	entry = pdf_get_xref_entry_no_null(ctx, doc->pdf, number);
	if (entry->type != 'o' || entry->obj || entry->ofs <= 0 || entry->ofs > INT32_MAX)
		return NULL;
	if (doc->streams.repaired != (doc->pdf->repair_attempted != 0)) {
		dt_object_streams_free(ctx, &doc->streams);
		doc->streams.repaired = doc->pdf->repair_attempted != 0;
	}
	return entry;
}

/* Damage is MuPDF's to find, and to mend. */
static void pass_on(const struct dt_document *doc)
{
	if (doc->wall.over || doc->wall.cancelled)
		fz_rethrow(doc->wall.ctx);
}

const unsigned char *dt_object_bytes(struct dt_document *doc, int number, size_t *n)
{
	fz_context *ctx = doc->wall.ctx;
	const pdf_xref_entry *entry = entry_of(doc, number);
	const struct dt_object_stream *stream = NULL;
	uint32_t index, start;

	if (!entry)
		return NULL;
	index = entry->gen;
	fz_var(stream);
	fz_try(ctx)
	{
		stream = find_object(ctx, doc, number, entry);
	}
	fz_catch(ctx)
	{
		pass_on(doc);
	}
	if (!stream)
		return NULL;
	start = stream->heads[(size_t)index * 2 + 1];
	*n = end_of(stream, index) - start;
	return stream->data->data + start;
}

void dt_object_ready(struct dt_document *doc, int number)
{
	fz_context *ctx = doc->wall.ctx;
	const pdf_xref_entry *entry = entry_of(doc, number);
	const struct dt_object_stream *stream;
	uint32_t index;

	if (!entry)
		return;
	index = entry->gen;
	fz_try(ctx)
	{
		stream = find_object(ctx, doc, number, entry);
		if (stream)
			read_object(ctx, doc, number, index, stream);
	}
	fz_catch(ctx)
	{
		pass_on(doc);
	}
}

pdf_obj *dt_ready(struct dt_document *doc, pdf_obj *obj)
{
	if (pdf_is_indirect(doc->wall.ctx, obj))
		dt_object_ready(doc, pdf_to_num(doc->wall.ctx, obj));
	return obj;
}
