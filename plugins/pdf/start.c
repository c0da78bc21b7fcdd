/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * start.c - how a writer starts: with a head alone, with the bytes of the source, or, when
 * that is damaged, with a look at all of its objects.
 */
#include "config.h"

#include "carry.h"
#include "writer.h"

#include <string.h>

/* So many objects are read before MuPDF's copies of them are dropped. */
#define OBJECTS_AT_ONCE 256

/* The kernel reads what is around the heads of so many pages before it is let go of. */
#define PAGES_AT_ONCE 32

/* So many bytes of the source are copied before its pages are let go of. */
#define COPY_AT_ONCE ((size_t)4 << 20)

/* Of a form, before it is taken for signed. */
#define MOST_FIELDS	  100000
#define MOST_FIELD_LEVELS 32

static bool is_space(unsigned char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0;
}

/* Is the source's last section where it says, and is it a table or a stream? */
static bool find_section(const struct dt_document *doc, bool *table)
{
	const unsigned char *bytes = doc->map;
	int64_t at = doc->pdf->startxref;

	while (at > 0 && (size_t)at < doc->map_size && is_space(bytes[at]))
		at++;
	if (at <= 0 || (size_t)at + 4 >= doc->map_size)
		return false;
	*table = memcmp(bytes + at, "xref", 4) == 0;
	return *table || (bytes[at] >= '0' && bytes[at] <= '9');
}

/* A number and the white space behind it. */
static bool skip_number(const struct dt_document *doc, size_t *at, int64_t wanted)
{
	const unsigned char *bytes = doc->map;
	int64_t number = 0;
	size_t start = *at;

	while (*at < doc->map_size && bytes[*at] >= '0' && bytes[*at] <= '9' && *at < start + 12)
		number = number * 10 + (bytes[(*at)++] - '0');
	if (*at == start || (wanted >= 0 && number != wanted))
		return false;
	while (*at < doc->map_size && is_space(bytes[*at]))
		(*at)++;
	return true;
}

/* Does the object stand where the cross-reference section says? */
static bool is_in_place(fz_context *ctx, const struct dt_document *doc, int number, bool follow)
{
	const unsigned char *bytes = doc->map;
	pdf_xref_entry *entry;
	size_t at;

	if (number <= 0 || number >= pdf_xref_len(ctx, doc->pdf))
		return false;
	entry = pdf_get_xref_entry_no_null(ctx, doc->pdf, number);
	if (entry->type == 'o' && follow)
		return is_in_place(ctx, doc, (int)entry->ofs, false);
	if (entry->type != 'n' || entry->ofs < 0)
		return false;
	at = (size_t)entry->ofs;
	while (at < doc->map_size && is_space(bytes[at]))
		at++;
	return skip_number(doc, &at, number) && skip_number(doc, &at, -1) &&
	       at + 3 <= doc->map_size && memcmp(bytes + at, "obj", 3) == 0;
}

/* MuPDF finds damage only when it reads; then it is too late to start otherwise. */
static bool are_in_place(fz_context *ctx, const struct dt_document *doc,
			 const struct dt_page_list *pages)
{
	pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, doc->pdf), PDF_NAME(Root));
	uint32_t i;

	for (i = 0; i < pages->n; i++) {
		if (pages->at[i].object && !is_in_place(ctx, doc, pages->at[i].object, true))
			return false;
		if (i % PAGES_AT_ONCE == PAGES_AT_ONCE - 1)
			dt_document_release_file(doc);
	}
	return is_in_place(ctx, doc, pdf_to_num(ctx, root), true);
}

static bool same_method(fz_context *ctx, pdf_obj *encrypt)
{
	pdf_obj *strings = pdf_dict_get(ctx, encrypt, PDF_NAME(StrF));
	pdf_obj *streams = pdf_dict_get(ctx, encrypt, PDF_NAME(StmF));
	pdf_obj *filters = pdf_dict_get(ctx, encrypt, PDF_NAME(CF));
	pdf_obj *a, *b;

	if (pdf_dict_get_int(ctx, encrypt, PDF_NAME(V)) < 4 || pdf_name_eq(ctx, strings, streams))
		return true;
	a = pdf_dict_get(ctx, pdf_dict_get(ctx, filters, strings), PDF_NAME(CFM));
	b = pdf_dict_get(ctx, pdf_dict_get(ctx, filters, streams), PDF_NAME(CFM));
	return pdf_is_name(ctx, a) && pdf_name_eq(ctx, a, b);
}

/*
 * Initialisation vectors of AES come from MuPDF's random numbers, which start with
 * the time of day.  Starting them with the source instead makes equal results from
 * equal sources; vectors of one file still differ from each other.
 */
static void seed(fz_context *ctx, const struct dt_document *doc)
{
	const unsigned char *bytes = doc->map;
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	size_t i = doc->map_size > 2048 ? doc->map_size - 2048 : 0;

	for (; i < doc->map_size; i++)
		hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
	for (i = 0; i < 3; i++)
		ctx->seed48[i] = (uint16_t)(hash >> (16 * i));
}

/* Does one of the fields, or a field under it, have a signature in it?  left: fields that may
 * still be looked at; where there are more, or deeper ones, the answer is yes. */
static bool has_signature(fz_context *ctx, pdf_obj *fields, bool inherited, int depth,
			  unsigned *left)
{
	int n = pdf_array_len(ctx, fields);

	if (depth > MOST_FIELD_LEVELS)
		return true;
	for (int i = 0; i < n; i++) {
		pdf_obj *field = pdf_array_get(ctx, fields, i);
		pdf_obj *type = pdf_dict_get(ctx, field, PDF_NAME(FT));
		bool sig = type ? pdf_name_eq(ctx, type, PDF_NAME(Sig)) : inherited;

		if ((*left)-- == 0 || (sig && pdf_dict_get(ctx, field, PDF_NAME(V))))
			return true;
		if (has_signature(ctx, pdf_dict_get(ctx, field, PDF_NAME(Kids)), sig, depth + 1,
				  left))
			return true;
	}
	return false;
}

/* Bit 1 of /SigFlags, ISO 32000-1, 12.7.2, is also set where there are only places to sign, or
 * where what is signed is a right of a reader (12.8.2.3), which new text ends anyway. */
static bool is_signed(fz_context *ctx, pdf_document *pdf)
{
	pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, pdf), PDF_NAME(Root));
	pdf_obj *form = pdf_dict_get(ctx, root, PDF_NAME(AcroForm));
	unsigned left = MOST_FIELDS;

	if (!(pdf_dict_get_int(ctx, form, PDF_NAME(SigFlags)) & 1))
		return false;
	return pdf_dict_getp(ctx, root, "Perms/DocMDP") ||
	       has_signature(ctx, pdf_dict_get(ctx, form, PDF_NAME(Fields)), false, 0, &left);
}

/* Are there objects in object streams?  Then only a stream can say where. */
static bool has_bundles(fz_context *ctx, pdf_document *pdf)
{
	int number, n = pdf_xref_len(ctx, pdf);

	for (number = 1; number < n; number++)
		if (pdf_get_xref_entry_no_null(ctx, pdf, number)->type == 'o')
			return true;
	return false;
}

/* None when there is no metadata that can be read. */
static struct dt_claims claims_of(fz_context *ctx, pdf_document *pdf)
{
	pdf_obj *stream = pdf_dict_getp(ctx, pdf_trailer(ctx, pdf), "Root/Metadata");
	struct dt_claims claims = { 0 };
	fz_buffer *xmp = NULL;

	fz_var(claims);
	fz_var(xmp);
	fz_try(ctx)
	{
		if (pdf_is_stream(ctx, stream)) {
			xmp = pdf_load_stream(ctx, stream);
			fz_terminate_buffer(ctx, xmp);
			claims = dt_claims_read((const char *)xmp->data);
		}
	}
	fz_always(ctx)
	{
		fz_drop_buffer(ctx, xmp);
	}
	fz_catch(ctx)
	{
		if (fz_caught(ctx) == FZ_ERROR_MEMORY)
			fz_rethrow(ctx);
	}
	return claims;
}

/* Must the result have no cross-reference stream?  ISO 19005-1, 6.1.4; PDF/X before 1.5. */
static bool is_bound_to_tables(fz_context *ctx, const struct dt_writer *w)
{
	pdf_obj *info = pdf_dict_get(ctx, pdf_trailer(ctx, w->pdf), PDF_NAME(Info));

	return w->claims.archive == 1 ||
	       (w->pdf->version < 15 && pdf_dict_gets(ctx, info, "GTS_PDFXVersion"));
}

static void choose_cipher(fz_context *ctx, struct dt_writer *w)
{
	pdf_obj *encrypt = pdf_dict_get(ctx, pdf_trailer(ctx, w->pdf), PDF_NAME(Encrypt));

	w->crypt = w->pdf->crypt;
	if (w->crypt && !same_method(ctx, encrypt)) {
		w->crypt = NULL;
		w->decrypted = true;
	}
	if (w->crypt && pdf_is_indirect(ctx, encrypt))
		w->encrypt = (uint32_t)pdf_to_num(ctx, encrypt);
}

static void look(fz_context *ctx, struct dt_writer *w, const struct dt_page_list *pages)
{
	bool table = true;

	seed(ctx, w->doc);
	choose_cipher(ctx, w);
	w->printed = w->decrypted || w->pdf->repair_attempted || !find_section(w->doc, &table) ||
		     !are_in_place(ctx, w->doc, pages);
	w->is_signed = is_signed(ctx, w->pdf);
	w->whole = w->printed || !w->is_signed;
	w->claims = claims_of(ctx, w->pdf);
	if (w->whole)
		w->compact = !is_bound_to_tables(ctx, w) || has_bundles(ctx, w->pdf);
	else
		w->compact = !table;
	w->previous = w->pdf->startxref;
	w->next = (uint32_t)pdf_xref_len(ctx, w->pdf);
	w->heads = fz_new_buffer(ctx, 4096);
	w->bodies = fz_new_buffer(ctx, 65536);
	w->scratch = fz_new_buffer(ctx, 4096);
}

static void write_head(fz_context *ctx, struct dt_writer *w)
{
	/* 7.5.8.1: cross-reference streams come with 1.5 */
	int version = w->compact && w->pdf->version < 15 ? 15 : w->pdf->version;

	/* the head of the list of free numbers: MuPDF wants one */
	if (!dt_xref_add(&w->xref, 0, 0, 0, 65535))
		fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory for the cross-reference section");
	dt_outfile_print(&w->file, "%%PDF-%d.%d\n%%\xe2\xe3\xcf\xd3\n", version / 10, version % 10);
}

static void read_object(fz_context *ctx, struct dt_writer *w, int number)
{
	pdf_obj *object = pdf_load_object(ctx, w->pdf, number);

	pdf_drop_obj(ctx, object);
	if (pdf_obj_num_is_stream(ctx, w->pdf, number))
		fz_drop_buffer(ctx, pdf_load_raw_stream_number(ctx, w->pdf, number));
}

/* What cannot be read is found before anything is written: where the others stand may change
 * while MuPDF repairs. */
static void read_objects(fz_context *ctx, struct dt_writer *w, struct dt_document *doc)
{
	int number, n = pdf_xref_len(ctx, w->pdf);

	for (number = 1; number < n; number++) {
		pdf_xref_entry *entry = pdf_get_xref_entry_no_null(ctx, w->pdf, number);

		if (entry->type != 'n' && entry->type != 'o')
			continue;
		fz_try(ctx)
		{
			read_object(ctx, w, number);
		}
		fz_catch(ctx)
		{
			if (w->spent || doc->wall.cancelled || w->file.error)
				fz_rethrow(ctx);
			w->lost++;
		}
		if (number % OBJECTS_AT_ONCE == 0)
			dt_document_purge(doc);
	}
	n = pdf_xref_len(ctx, w->pdf); /* reading may have found more */
	if ((uint32_t)n > w->next)
		w->next = (uint32_t)n;
}

static void copy_bytes(struct dt_writer *w, struct dt_document *doc)
{
	const unsigned char *bytes = doc->map;
	size_t at, size;

	for (at = 0; at < doc->map_size; at += size) {
		size = doc->map_size - at < COPY_AT_ONCE ? doc->map_size - at : COPY_AT_ONCE;
		dt_outfile_copy(&w->file, bytes + at, size);
		dt_document_purge(doc);
	}
	if (bytes[doc->map_size - 1] != '\n')
		dt_outfile_write(&w->file, "\n", 1);
}

static void start(fz_context *ctx, struct dt_writer *w, struct dt_document *doc)
{
	if (!w->whole) {
		copy_bytes(w, doc);
		return;
	}
	write_head(ctx, w);
	if (w->printed)
		read_objects(ctx, w, doc);
	if (!dt_live_open(&w->live, w->next))
		fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory for the objects of the source");
}

dt_status dt_writer_open(struct dt_writer *w, struct dt_document *doc,
			 const struct dt_page_list *pages, const char *folder, const char *name,
			 struct dt_error *err)
{
	fz_context *ctx = doc->wall.ctx;

	memset(w, 0, sizeof(*w));
	w->doc = doc;
	w->pdf = doc->pdf;
	if (dt_outfile_create(&w->file, folder, name, err))
		return DT_E_SYSTEM;
	fz_try(ctx)
	{
		look(ctx, w, pages);
		start(ctx, w, doc);
	}
	fz_catch(ctx)
	{
		dt_wall_fail(&doc->wall, err, "cannot start the result of \"%s\"", doc->name);
		dt_writer_close(w, ctx);
		return err ? err->status : DT_E_INPUT;
	}
	if (!w->file.error)
		return DT_OK;
	dt_outfile_close(&w->file, err);
	dt_writer_close(w, ctx);
	return DT_E_SYSTEM;
}

void dt_writer_close(struct dt_writer *w, fz_context *ctx)
{
	if (ctx) {
		fz_drop_buffer(ctx, w->heads);
		fz_drop_buffer(ctx, w->bodies);
		fz_drop_buffer(ctx, w->scratch);
		pdf_drop_obj(ctx, w->info);
		pdf_drop_obj(ctx, w->root);
	}
	dt_xref_free(&w->xref);
	dt_live_free(&w->live);
	dt_outfile_drop(&w->file);
	memset(w, 0, sizeof(*w));
}
