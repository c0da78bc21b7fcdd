/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "carry.h"
#include "writer.h"

#include <string.h>

/* Keys of the last trailer that speak of its own section, or of the stream that it was. */
static bool belongs_to_section(const char *key)
{
	static const char *const keys[] = { "Size",  "Prev",   "XRefStm", "Type",	 "W",
					    "Index", "Length", "Filter",  "DecodeParms", "Info" };
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

static void put_identifier(fz_context *ctx, struct dt_writer *w, pdf_obj *trailer)
{
	pdf_obj *old = pdf_dict_get(ctx, trailer, PDF_NAME(ID));
	pdf_obj *first = pdf_array_get(ctx, old, 0);
	pdf_obj *id;
	char hash[16];
	int i;

	if (!pdf_is_string(ctx, first) && w->crypt)
		return; /* the key was made without one */
	for (i = 0; i < 16; i++)
		hash[i] = (char)(w->file.hash[i / 8] >> (8 * (i % 8)));
	id = pdf_new_array(ctx, w->pdf, 2);
	fz_try(ctx)
	{
		if (pdf_is_string(ctx, first))
			pdf_array_push(ctx, id, first);
		else
			pdf_array_push_string(ctx, id, hash, sizeof(hash));
		pdf_array_push_string(ctx, id, hash, sizeof(hash));
		pdf_dict_put(ctx, trailer, PDF_NAME(ID), id);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, id);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static void fill_trailer(fz_context *ctx, struct dt_writer *w, pdf_obj *trailer)
{
	pdf_obj *old = pdf_trailer(ctx, w->pdf);
	int i, n = pdf_dict_len(ctx, old);

	for (i = 0; i < n; i++) {
		pdf_obj *key = pdf_dict_get_key(ctx, old, i);

		if (!belongs_to_section(pdf_to_name(ctx, key)) &&
		    !(w->decrypted && pdf_name_eq(ctx, key, PDF_NAME(Encrypt))))
			pdf_dict_put(ctx, trailer, key, pdf_dict_get_val(ctx, old, i));
	}
	if (w->info || pdf_dict_get(ctx, old, PDF_NAME(Info)))
		pdf_dict_put(ctx, trailer, PDF_NAME(Info),
			     w->info ? w->info : pdf_dict_get(ctx, old, PDF_NAME(Info)));
	if (w->root)
		pdf_dict_put(ctx, trailer, PDF_NAME(Root), w->root);
	if (!w->whole)
		pdf_dict_put_int(ctx, trailer, PDF_NAME(Prev), w->previous);
}

static void write_table(fz_context *ctx, struct dt_writer *w, pdf_obj *trailer)
{
	uint64_t start = w->file.position;

	pdf_dict_put_int(ctx, trailer, PDF_NAME(Size), w->next);
	dt_writer_print(ctx, w, trailer, NULL, 0, 0);
	dt_xref_write_table(&w->xref, &w->file);
	dt_outfile_print(&w->file, "trailer\n");
	dt_outfile_write(&w->file, w->scratch->data, w->scratch->len);
	dt_outfile_print(&w->file, "\nstartxref\n%llu\n%%%%EOF\n", (unsigned long long)start);
}

static void put_index(fz_context *ctx, struct dt_writer *w, pdf_obj *trailer)
{
	pdf_obj *index = pdf_dict_put_array(ctx, trailer, PDF_NAME(Index), 8);
	const struct dt_xref_place *places = w->xref.places.at;
	uint32_t i, n;

	for (i = 0; i < w->xref.places.n; i += n) {
		n = dt_xref_run(&w->xref, i);
		pdf_array_push_int(ctx, index, places[i].number);
		pdf_array_push_int(ctx, index, n);
	}
}

static void write_section_stream(fz_context *ctx, struct dt_writer *w, uint32_t number,
				 pdf_obj *trailer)
{
	uint64_t start = w->file.position;
	unsigned width = dt_xref_width(&w->xref);
	size_t size = (size_t)w->xref.places.n * (3 + width);
	pdf_obj *widths;
	unsigned char *bytes;

	pdf_dict_put(ctx, trailer, PDF_NAME(Type), PDF_NAME(XRef));
	pdf_dict_put_int(ctx, trailer, PDF_NAME(Size), w->next);
	widths = pdf_dict_put_array(ctx, trailer, PDF_NAME(W), 3);
	pdf_array_push_int(ctx, widths, 1);
	pdf_array_push_int(ctx, widths, width);
	pdf_array_push_int(ctx, widths, 2);
	put_index(ctx, w, trailer);
	bytes = fz_malloc(ctx, size);
	dt_xref_pack(&w->xref, width, bytes);
	fz_try(ctx)
	{
		dt_writer_deflate(ctx, w, number, trailer, bytes, size);
	}
	fz_always(ctx)
	{
		fz_free(ctx, bytes);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
	dt_outfile_print(&w->file, "startxref\n%llu\n%%%%EOF\n", (unsigned long long)start);
}

/* Damaged files may have a few objects with numbers in the millions. */
static bool is_dense(const struct dt_writer *w)
{
	return w->next < 4 * w->xref.places.n + 1000;
}

/* What the trailer refers to, and all that this needs, now that all else is written. */
static void carry(fz_context *ctx, struct dt_writer *w, pdf_obj *trailer)
{
	if (!w->live.n)
		return;
	dt_writer_print(ctx, w, trailer, NULL, 0, 0);
	dt_writer_read_scratch(ctx, w);
	dt_carry_live(ctx, w);
	dt_writer_flush(ctx, w);
}

static void write_end(fz_context *ctx, struct dt_writer *w, pdf_obj *trailer)
{
	uint32_t number = 0;

	if (w->compact) {
		number = dt_writer_number(w);
		dt_writer_place(ctx, w, number, 1, w->file.position, 0);
	}
	if (!dt_xref_order(&w->xref, w->whole && !w->compact && is_dense(w)))
		fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory for the cross-reference section");
	put_identifier(ctx, w, trailer);
	if (w->compact)
		write_section_stream(ctx, w, number, trailer);
	else
		write_table(ctx, w, trailer);
}

void dt_writer_finish(fz_context *ctx, struct dt_writer *w)
{
	pdf_obj *trailer;

	dt_writer_flush(ctx, w);
	trailer = pdf_new_dict(ctx, w->pdf, 12);
	fz_try(ctx)
	{
		fill_trailer(ctx, w, trailer);
		carry(ctx, w, trailer);
		write_end(ctx, w, trailer);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, trailer);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}
