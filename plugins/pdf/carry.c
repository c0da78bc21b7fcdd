/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "carry.h"

#include "bundles.h"
#include "raw.h"

#include <string.h>

/* What Linux maps around a place that is read for the first time. */
#define READ_AROUND ((size_t)64 << 10)

/* Objects of an honest file stand beside each other and are read once.  Where they lie in
 * each other, or none has an end, reading each of them means reading the file each time. */
#define TIMES_OF_FILE 4
#define LEAST_TO_READ ((uint64_t)64 << 20)

/* So many bytes of the source are mapped before its pages are let go of, and so many
 * times that before the objects that were read from it. */
#define BYTES_AT_ONCE	 ((size_t)1 << 20)
#define TIMES_OF_OBJECTS 8

/* Is that more than an honest file of its size gives? */
static bool is_too_much(const struct dt_writer *w, uint64_t bytes)
{
	return bytes > TIMES_OF_FILE * (uint64_t)w->doc->map_size + LEAST_TO_READ;
}

static void count_carried(fz_context *ctx, struct dt_writer *w, uint64_t bytes)
{
	w->carried += bytes;
	w->spent = is_too_much(w, w->carried);
	if (w->spent)
		fz_throw(ctx, FZ_ERROR_GENERIC,
			 "its objects overlap: together they are more than %d times the file",
			 TIMES_OF_FILE);
}

/* MuPDF may have read the file to its end for each object. */
static void check_read(fz_context *ctx, struct dt_writer *w)
{
	w->spent = is_too_much(w, w->read);
	if (w->spent)
		fz_throw(ctx, FZ_ERROR_GENERIC,
			 "its objects have no ends: finding them takes more than %d times the file",
			 TIMES_OF_FILE);
}

static void copy_stream(fz_context *ctx, struct dt_writer *w, uint32_t number, pdf_obj *object)
{
	fz_buffer *data = pdf_load_raw_stream_number(ctx, w->pdf, (int)number);
	pdf_obj *dict = NULL;

	fz_var(dict);
	fz_try(ctx)
	{
		count_carried(ctx, w, data->len);
		dict = pdf_copy_dict(ctx, object);
		dt_writer_stream(ctx, w, number, dict, data->data, data->len);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, dict);
		fz_drop_buffer(ctx, data);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

/* Streams that only hold other objects are left out: those are written themselves. */
static void print_object(fz_context *ctx, struct dt_writer *w, uint32_t number)
{
	pdf_obj *object = number == w->encrypt
				  ? pdf_load_unencrypted_object(ctx, w->pdf, (int)number)
				  : pdf_load_object(ctx, w->pdf, (int)number);

	fz_try(ctx)
	{
		pdf_obj *type = pdf_dict_get(ctx, object, PDF_NAME(Type));

		if (!pdf_obj_num_is_stream(ctx, w->pdf, (int)number)) {
			if (!pdf_is_null(ctx, object))
				dt_writer_object(ctx, w, number, object);
		} else if (!pdf_name_eq(ctx, type, PDF_NAME(ObjStm)) &&
			   !pdf_name_eq(ctx, type, PDF_NAME(XRef))) {
			copy_stream(ctx, w, number, object);
		}
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, object);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

void dt_carry_print(fz_context *ctx, struct dt_writer *w, uint32_t number)
{
	uint64_t before = w->doc->bytes_read;

	check_read(ctx, w);
	fz_try(ctx)
	{
		print_object(ctx, w, number);
	}
	fz_always(ctx)
	{
		w->read += w->doc->bytes_read - before;
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static void want_all(fz_context *ctx, struct dt_writer *w, const uint32_t *numbers, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		if (!dt_live_want(&w->live, numbers[i]))
			fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory for references");
}

static int64_t length_of(fz_context *ctx, struct dt_writer *w, const struct dt_raw *raw)
{
	pdf_obj *reference;
	int64_t length = -1;

	if (!raw->length_object)
		return raw->length;
	reference = pdf_new_indirect(ctx, w->pdf, (int)raw->length_object, 0);
	fz_var(length);
	fz_try(ctx)
	{
		if (pdf_is_int(ctx, reference))
			length = pdf_to_int64(ctx, reference);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, reference);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
	return length;
}

/* Where the stream whose data begins at raw->end is over; 0: unknown.  A wrong /Length
 * goes over as it is: then the end is where readers that see that look for it. */
static size_t stream_end(fz_context *ctx, struct dt_writer *w, const struct dt_raw *raw)
{
	static const char mark[] = "endstream";
	const unsigned char *bytes = w->doc->map, *found;
	size_t size = w->doc->map_size, at = raw->end, end = 0;
	int64_t length = length_of(ctx, w, raw);

	if (length >= 0 && (uint64_t)length <= size - at)
		end = dt_raw_tail(bytes, size, at + (size_t)length);
	while (!end && (found = memmem(bytes + at, size - at, mark, strlen(mark)))) {
		w->examined += (size_t)(found - bytes) - at + strlen(mark);
		at = (size_t)(found - bytes);
		end = dt_raw_tail(bytes, size, at);
		at += strlen(mark);
		if (is_too_much(w, w->examined))
			return 0;
	}
	if (!end)
		w->examined += size - at;
	return end;
}

struct place { /* of an object in the source */
	size_t start, end;
	size_t body, body_end; /* between "obj" and "endobj", when it is no stream */
};

/* Is the object of that number where the cross-reference section says?  Reads it. */
static bool find_raw(fz_context *ctx, struct dt_writer *w, uint32_t number, struct dt_raw *raw,
		     struct place *place)
{
	pdf_xref_entry *entry = pdf_get_xref_entry_no_null(ctx, w->pdf, (int)number);
	const unsigned char *bytes = w->doc->map;
	size_t size = w->doc->map_size, head;
	enum dt_raw_kind kind;

	if (entry->type != 'n' || entry->ofs <= 0 || (uint64_t)entry->ofs >= size ||
	    is_too_much(w, w->examined))
		return false;
	head = dt_raw_head(bytes, size, (size_t)entry->ofs, number, &place->start);
	if (!head)
		return false;
	dt_list_clear(&w->live.references);
	kind = dt_raw_read(bytes, size, head, &w->live.references, raw);
	w->examined += raw->end - head;
	if (kind != DT_RAW_OBJECT && kind != DT_RAW_STREAM)
		return false;
	place->body = head;
	place->body_end = kind == DT_RAW_OBJECT ? raw->end - strlen("endobj") : head;
	place->end = kind == DT_RAW_OBJECT ? raw->end : stream_end(ctx, w, raw);
	return place->end != 0;
}

void dt_carry_touched(struct dt_writer *w, size_t touched)
{
	w->touched += touched + READ_AROUND;
	if (w->touched < BYTES_AT_ONCE)
		return;
	w->touched = 0;
	if (++w->let_go % TIMES_OF_OBJECTS == 0)
		dt_document_purge(w->doc);
	else
		dt_document_release_file(w->doc);
}

/* Into an object stream: dictionaries and arrays, not a /Length that a stream may ask for.
 * Strings of an encrypted source are encrypted each. */
static bool can_be_bundled(const struct dt_writer *w, const struct place *place,
			   uint16_t generation)
{
	const unsigned char *bytes = w->doc->map;
	size_t at = place->body;

	if (!w->compact || w->crypt || generation)
		return false;
	while (at < place->body_end && bytes[at] <= ' ')
		at++;
	return at < place->body_end && (bytes[at] == '<' || bytes[at] == '[');
}

bool dt_carry_raw(fz_context *ctx, struct dt_writer *w, uint32_t number, bool references)
{
	uint16_t generation = pdf_get_xref_entry_no_null(ctx, w->pdf, (int)number)->gen;
	const unsigned char *bytes = w->doc->map;
	struct place place;
	struct dt_raw raw;

	if (!find_raw(ctx, w, number, &raw, &place))
		return false;
	if (references)
		want_all(ctx, w, w->live.references.at, w->live.references.n);
	else if (raw.length_object)
		want_all(ctx, w, &raw.length_object, 1);
	count_carried(ctx, w, place.end - place.start);
	if (can_be_bundled(w, &place, generation)) {
		dt_writer_text(ctx, w, number, bytes + place.body, place.body_end - place.body);
	} else {
		dt_writer_place(ctx, w, number, 1, w->file.position, generation);
		dt_outfile_write(&w->file, bytes + place.start, place.end - place.start);
		dt_outfile_write(&w->file, "\n", 1);
	}
	dt_carry_touched(w, place.end - place.start);
	return true;
}

/* One that cannot be read is left out, as readers do. */
static void print_or_lose(fz_context *ctx, struct dt_writer *w, uint32_t number)
{
	fz_try(ctx)
	{
		dt_carry_print(ctx, w, number);
	}
	fz_catch(ctx)
	{
		if (w->spent || w->doc->wall.cancelled || w->file.error ||
		    fz_caught(ctx) == FZ_ERROR_MEMORY)
			fz_rethrow(ctx);
		w->lost++;
	}
}

static bool carry_bytes(fz_context *ctx, struct dt_writer *w, struct dt_bundles *bundles,
			uint32_t number)
{
	const pdf_xref_entry *entry = pdf_get_xref_entry_no_null(ctx, w->pdf, (int)number);

	if (entry->type == 'n')
		return dt_carry_raw(ctx, w, number, true);
	if (entry->type == 'o')
		return dt_bundles_want(ctx, bundles, (uint32_t)entry->ofs, entry->gen, number);
	return true;
}

/* The bytes of a damaged source are not to be trusted. */
static void carry_one(fz_context *ctx, struct dt_writer *w, struct dt_bundles *bundles,
		      uint32_t number)
{
	if (w->printed || !carry_bytes(ctx, w, bundles, number))
		print_or_lose(ctx, w, number);
}

static void carry_wanted(fz_context *ctx, struct dt_writer *w, struct dt_bundles *bundles)
{
	uint32_t number;

	while ((number = dt_live_next(&w->live)) != 0) {
		if (w->doc->wall.cancelled)
			fz_throw(ctx, FZ_ERROR_ABORT, "cancelled");
		carry_one(ctx, w, bundles, number);
	}
}

void dt_carry_live(fz_context *ctx, struct dt_writer *w)
{
	struct dt_bundles bundles = { .w = w };
	uint32_t i;

	fz_var(bundles);
	fz_try(ctx)
	{
		carry_wanted(ctx, w, &bundles);
		/* an object stream may bring the object of its /Length */
		for (i = 0; i < dt_bundles_count(&bundles); i++) {
			dt_bundles_finish(ctx, &bundles, i);
			carry_wanted(ctx, w, &bundles);
		}
	}
	fz_always(ctx)
	{
		dt_bundles_free(&bundles);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}
