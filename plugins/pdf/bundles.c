/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "bundles.h"

#include "inflate.h"
#include "raw.h"

enum state { OPEN, BROKEN, COPIED, APART };

struct bundle {
	uint32_t number;
	enum state state;
	uint32_t first, n;	/* slots */
	uint32_t end;		/* of the text of the last object */
	size_t size, live_size; /* of the text of all objects, and of those that are needed */
};

struct slot {
	uint32_t number; /* of its object */
	uint32_t start;	 /* of its text, in the whole data */
	uint32_t first_edge;
	uint32_t n_edges : 30;
	uint32_t good : 1, live : 1;
};

static struct bundle *bundle_at(const struct dt_bundles *bundles, uint32_t i)
{
	return (struct bundle *)bundles->list.at + i;
}

static struct slot *slot_at(const struct dt_bundles *bundles, uint32_t i)
{
	return (struct slot *)bundles->slots.at + i;
}

/* Of the text of a slot's object, which ends where that of the next begins. */
static uint32_t size_of(const struct dt_bundles *bundles, const struct bundle *bundle, uint32_t i)
{
	bool last = i + 1 == bundle->first + bundle->n;

	return (last ? bundle->end : slot_at(bundles, i + 1)->start) - slot_at(bundles, i)->start;
}

static void no_memory(fz_context *ctx)
{
	fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory for object streams");
}

/* The next of the numbers that stand in front; false: there is none. */
static bool head_number(const fz_buffer *data, size_t *at, uint32_t *number)
{
	uint64_t value = 0;
	size_t start;

	while (*at < data->len && (data->data[*at] < '0' || data->data[*at] > '9')) {
		if (data->data[*at] > ' ')
			return false;
		++*at;
	}
	for (start = *at; *at < data->len && *at < start + 10; ++*at) {
		if (data->data[*at] < '0' || data->data[*at] > '9')
			break;
		value = value * 10 + (data->data[*at] - '0');
	}
	*number = (uint32_t)value;
	return *at > start && value <= INT32_MAX;
}

/* The numbers and places of all objects.  False: they make no sense. */
static bool read_heads(fz_context *ctx, struct dt_bundles *bundles, struct bundle *bundle,
		       const fz_buffer *data, int64_t n, int64_t first)
{
	uint32_t number, start;
	size_t at = 0;
	int64_t i;

	if (n < 1 || first < 0 || (uint64_t)first > data->len || data->len > UINT32_MAX)
		return false;
	for (i = 0; i < n; i++) {
		struct slot *slot;

		if (!head_number(data, &at, &number) || !head_number(data, &at, &start) ||
		    start > data->len - (size_t)first)
			return false;
		slot = DT_LIST_ADD(&bundles->slots, struct slot);
		if (!slot)
			no_memory(ctx);
		slot->number = number;
		slot->start = start + (uint32_t)first;
		bundle->n++;
		if (i > 0 && slot->start < slot[-1].start)
			return false;
	}
	bundle->end = (uint32_t)data->len;
	return true;
}

static void read_slot(fz_context *ctx, struct dt_bundles *bundles, struct slot *slot, uint32_t size,
		      const fz_buffer *data)
{
	struct dt_raw raw;

	slot->first_edge = bundles->edges.n;
	slot->good = dt_raw_read(data->data + slot->start, size, 0, &bundles->edges, &raw) ==
		     DT_RAW_TEXT;
	if (bundles->edges.failed)
		no_memory(ctx);
	slot->n_edges = bundles->edges.n - slot->first_edge;
}

static void read_data(fz_context *ctx, struct dt_bundles *bundles, struct bundle *bundle,
		      const fz_buffer *data, pdf_obj *stream)
{
	int64_t n = pdf_dict_get_int(ctx, stream, PDF_NAME(N));
	int64_t first = pdf_dict_get_int(ctx, stream, PDF_NAME(First));
	uint32_t i;

	if (!read_heads(ctx, bundles, bundle, data, n, first))
		return;
	for (i = bundle->first; i < bundle->first + bundle->n; i++) {
		read_slot(ctx, bundles, slot_at(bundles, i), size_of(bundles, bundle, i), data);
		bundle->size += size_of(bundles, bundle, i);
	}
	bundle->state = OPEN;
}

static fz_buffer *load(fz_context *ctx, struct dt_bundles *bundles, uint32_t number,
		       pdf_obj **stream)
{
	*stream = pdf_new_indirect(ctx, bundles->w->pdf, (int)number, 0);
	return dt_inflate_stream(&bundles->w->doc->wall, *stream);
}

/* One that cannot be read is BROKEN: its objects are MuPDF's matter. */
static void read_bundle(fz_context *ctx, struct dt_bundles *bundles, struct bundle *bundle)
{
	struct dt_document *doc = bundles->w->doc;
	pdf_obj *stream = NULL;
	fz_buffer *data = NULL;

	fz_var(stream);
	fz_var(data);
	fz_try(ctx)
	{
		data = load(ctx, bundles, bundle->number, &stream);
		read_data(ctx, bundles, bundle, data, stream);
	}
	fz_always(ctx)
	{
		dt_carry_touched(bundles->w, data ? data->len : 0);
		fz_drop_buffer(ctx, data);
		pdf_drop_obj(ctx, stream);
	}
	fz_catch(ctx)
	{
		if (doc->wall.cancelled || fz_caught(ctx) == FZ_ERROR_MEMORY)
			fz_rethrow(ctx);
	}
}

static struct bundle *find_bundle(fz_context *ctx, struct dt_bundles *bundles, uint32_t number)
{
	struct bundle *bundle;

	if (number >= bundles->w->live.n)
		return NULL;
	if (!bundles->by_number)
		bundles->by_number = calloc(bundles->w->live.n, sizeof(*bundles->by_number));
	if (!bundles->by_number)
		no_memory(ctx);
	if (bundles->by_number[number])
		return bundle_at(bundles, bundles->by_number[number] - 1);
	bundle = DT_LIST_ADD(&bundles->list, struct bundle);
	if (!bundle)
		no_memory(ctx);
	bundles->by_number[number] = bundles->list.n;
	bundle->number = number;
	bundle->first = bundles->slots.n;
	bundle->state = BROKEN;
	read_bundle(ctx, bundles, bundle);
	return bundle;
}

static void want_edges(fz_context *ctx, struct dt_bundles *bundles, const struct slot *slot)
{
	const uint32_t *edges = bundles->edges.at;
	uint32_t i;

	for (i = slot->first_edge; i < slot->first_edge + slot->n_edges; i++)
		if (!dt_live_want(&bundles->w->live, edges[i]))
			no_memory(ctx);
}

static void place_copied(fz_context *ctx, struct dt_bundles *bundles, const struct bundle *bundle,
			 uint32_t index)
{
	dt_writer_place(ctx, bundles->w, slot_at(bundles, bundle->first + index)->number, 2,
			bundle->number, (uint16_t)index);
}

bool dt_bundles_want(fz_context *ctx, struct dt_bundles *bundles, uint32_t stream, uint32_t index,
		     uint32_t number)
{
	struct bundle *bundle = find_bundle(ctx, bundles, stream);
	struct slot *slot;

	if (!bundle || bundle->state == BROKEN || bundle->state == APART || index >= bundle->n)
		return false;
	slot = slot_at(bundles, bundle->first + index);
	if (slot->number != number || !slot->good)
		return false;
	if (slot->live)
		return true;
	slot->live = true;
	bundle->live_size += size_of(bundles, bundle, bundle->first + index);
	want_edges(ctx, bundles, slot);
	return true;
}

/* Its needed objects, as they stand in it, go into new object streams. */
static void take_apart(fz_context *ctx, struct dt_bundles *bundles, const struct bundle *bundle)
{
	pdf_obj *stream = NULL;
	fz_buffer *data = NULL;
	uint32_t i;

	fz_var(stream);
	fz_var(data);
	fz_try(ctx)
	{
		data = load(ctx, bundles, bundle->number, &stream);
		for (i = bundle->first; i < bundle->first + bundle->n; i++) {
			const struct slot *slot = slot_at(bundles, i);
			uint32_t size = size_of(bundles, bundle, i);

			if (slot->live && (size_t)slot->start + size <= data->len)
				dt_writer_text(ctx, bundles->w, slot->number,
					       data->data + slot->start, size);
		}
	}
	fz_always(ctx)
	{
		fz_drop_buffer(ctx, data);
		pdf_drop_obj(ctx, stream);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

/* To inflate and deflate it again costs more than a few dead objects in it do. */
static bool is_mostly_live(const struct bundle *bundle)
{
	return bundle->live_size >= bundle->size - bundle->size / 3;
}

/* Objects that nobody needs have an entry, too: qpdf faults object streams with objects that
 * have none.  Not those that stand elsewhere: in the source or, written anew, here. */
static bool is_current(fz_context *ctx, struct dt_bundles *bundles, const struct bundle *bundle,
		       uint32_t index)
{
	const struct slot *slot = slot_at(bundles, bundle->first + index);
	pdf_xref_entry *entry;

	if (slot->live)
		return true;
	if (slot->number >= bundles->w->live.n ||
	    dt_live_is_written(&bundles->w->live, slot->number))
		return false;
	entry = pdf_get_xref_entry_no_null(ctx, bundles->w->pdf, (int)slot->number);
	return entry->type == 'o' && (uint64_t)entry->ofs == bundle->number && entry->gen == index;
}

void dt_bundles_finish(fz_context *ctx, struct dt_bundles *bundles, uint32_t i)
{
	struct bundle *bundle = bundle_at(bundles, i);
	uint32_t k;

	if (bundle->state != OPEN || !bundle->live_size)
		return;
	if (!is_mostly_live(bundle) || !dt_carry_raw(ctx, bundles->w, bundle->number, false)) {
		bundle->state = APART;
		take_apart(ctx, bundles, bundle);
		return;
	}
	dt_live_written(&bundles->w->live, bundle->number);
	bundle->state = COPIED;
	for (k = 0; k < bundle->n && k <= UINT16_MAX; k++)
		if (is_current(ctx, bundles, bundle, k))
			place_copied(ctx, bundles, bundle, k);
}

uint32_t dt_bundles_count(const struct dt_bundles *bundles)
{
	return bundles->list.n;
}

void dt_bundles_free(struct dt_bundles *bundles)
{
	dt_list_free(&bundles->list);
	dt_list_free(&bundles->slots);
	dt_list_free(&bundles->edges);
	free(bundles->by_number);
	bundles->by_number = NULL;
}
