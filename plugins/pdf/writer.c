/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "writer.h"

#include <libdeflate.h>

#define BATCH_BYTES ((size_t)1 << 17)

/* Of deflate; the hard one takes ten times as long, and is for so many bytes of a file. */
#define LEVEL	   6
#define HARD_LEVEL 12
#define HARD_BYTES ((size_t)1 << 17)

uint32_t dt_writer_number(struct dt_writer *w)
{
	return w->next++;
}

void dt_writer_place(fz_context *ctx, struct dt_writer *w, uint32_t number, uint8_t kind,
		     uint64_t offset, uint16_t generation)
{
	if (!dt_xref_add(&w->xref, number, kind, offset, generation))
		fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory for the cross-reference section");
	dt_live_written(&w->live, number);
}

/* The generation is part of an object's name, and of its key when encrypted. */
static uint16_t generation_of(fz_context *ctx, struct dt_writer *w, uint32_t number)
{
	pdf_xref_entry *entry;

	if ((int64_t)number >= pdf_xref_len(ctx, w->pdf))
		return 0;
	entry = pdf_get_xref_entry_no_null(ctx, w->pdf, (int)number);
	return entry->type == 'n' ? entry->gen : 0;
}

static void append(fz_context *ctx, void *buffer, const unsigned char *bytes, size_t size)
{
	fz_append_data(ctx, buffer, bytes, size);
}

void dt_writer_print(fz_context *ctx, struct dt_writer *w, pdf_obj *object, pdf_crypt *crypt,
		     uint32_t number, uint16_t generation)
{
	fz_output *out;

	fz_clear_buffer(ctx, w->scratch);
	out = fz_new_output_with_buffer(ctx, w->scratch);
	fz_try(ctx)
	{
		pdf_print_encrypted_obj(ctx, out, object, 1, 0, crypt, (int)number, generation);
		fz_close_output(ctx, out);
	}
	fz_always(ctx)
	{
		fz_drop_output(ctx, out);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

void dt_writer_read_scratch(fz_context *ctx, struct dt_writer *w)
{
	if (dt_live_read(&w->live, w->scratch->data, w->scratch->len))
		return;
	if (w->live.queue.failed || w->live.references.failed)
		fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory for references");
	fz_throw(ctx, FZ_ERROR_GENERIC, "an object is nested more deeply than is read");
}

static void write_scratch(fz_context *ctx, struct dt_writer *w)
{
	unsigned char *data;
	size_t size = fz_buffer_storage(ctx, w->scratch, &data);

	dt_outfile_write(&w->file, data, size);
}

static void write_plain(fz_context *ctx, struct dt_writer *w, uint32_t number, pdf_obj *object)
{
	uint16_t generation = generation_of(ctx, w, number);
	pdf_crypt *crypt = number == w->encrypt ? NULL : w->crypt;

	dt_writer_print(ctx, w, object, crypt, number, generation);
	dt_writer_read_scratch(ctx, w);
	dt_writer_place(ctx, w, number, 1, w->file.position, generation);
	dt_outfile_print(&w->file, "%u %u obj\n", number, generation);
	write_scratch(ctx, w);
	dt_outfile_print(&w->file, "\nendobj\n");
}

static pdf_obj *new_object_stream_dict(fz_context *ctx, struct dt_writer *w)
{
	pdf_obj *dict = pdf_new_dict(ctx, w->pdf, 5);

	fz_try(ctx)
	{
		pdf_dict_put(ctx, dict, PDF_NAME(Type), PDF_NAME(ObjStm));
		pdf_dict_put_int(ctx, dict, PDF_NAME(N), w->batched);
		pdf_dict_put_int(ctx, dict, PDF_NAME(First), (int64_t)w->heads->len);
	}
	fz_catch(ctx)
	{
		pdf_drop_obj(ctx, dict);
		fz_rethrow(ctx);
	}
	return dict;
}

void dt_writer_flush(fz_context *ctx, struct dt_writer *w)
{
	uint32_t number = w->batch;
	pdf_obj *dict;

	if (!number)
		return;
	dict = new_object_stream_dict(ctx, w);
	fz_try(ctx)
	{
		fz_append_buffer(ctx, w->heads, w->bodies);
		w->batch = 0;
		w->batched = 0;
		dt_writer_deflate(ctx, w, number, dict, w->heads->data, w->heads->len);
		fz_clear_buffer(ctx, w->heads);
		fz_clear_buffer(ctx, w->bodies);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, dict);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

/* Of two objects in one stream with the same number some readers take the first. */
static bool is_batched(const struct dt_writer *w, uint32_t number)
{
	uint32_t i;

	for (i = 0; i < w->batched; i++)
		if (w->numbers[i] == number)
			return true;
	return false;
}

void dt_writer_text(fz_context *ctx, struct dt_writer *w, uint32_t number, const void *text,
		    size_t size)
{
	if (is_batched(w, number))
		dt_writer_flush(ctx, w);
	if (!w->batch)
		w->batch = dt_writer_number(w);
	dt_writer_place(ctx, w, number, 2, w->batch, (uint16_t)w->batched);
	fz_append_printf(ctx, w->heads, "%d %d\n", (int)number, (int)w->bodies->len);
	fz_append_data(ctx, w->bodies, text, size);
	fz_append_byte(ctx, w->bodies, '\n');
	w->numbers[w->batched++] = number;
	if (w->batched == DT_WRITER_BATCH || w->bodies->len > BATCH_BYTES)
		dt_writer_flush(ctx, w);
}

void dt_writer_object(fz_context *ctx, struct dt_writer *w, uint32_t number, pdf_obj *object)
{
	if (!w->compact || number == w->encrypt || generation_of(ctx, w, number) != 0) {
		write_plain(ctx, w, number, object);
		return;
	}
	if (is_batched(w, number))
		dt_writer_flush(ctx, w);		  /* before printing: it prints itself */
	dt_writer_print(ctx, w, object, NULL, number, 0); /* the stream is encrypted as a whole */
	dt_writer_read_scratch(ctx, w);
	dt_writer_text(ctx, w, number, w->scratch->data, w->scratch->len);
}

static bool is_crypt_filter(fz_context *ctx, pdf_obj *filter)
{
	int i, n = pdf_array_len(ctx, filter);

	if (pdf_name_eq(ctx, filter, PDF_NAME(Crypt)))
		return true;
	for (i = 0; i < n; i++)
		if (pdf_name_eq(ctx, pdf_array_get(ctx, filter, i), PDF_NAME(Crypt)))
			return true;
	return false;
}

static bool is_section(fz_context *ctx, pdf_obj *dict)
{
	return pdf_name_eq(ctx, pdf_dict_get(ctx, dict, PDF_NAME(Type)), PDF_NAME(XRef));
}

/* Which streams of an encrypted file are not: ISO 32000-1, 7.6.1, 7.6.5 and 7.5.8.2. */
static pdf_crypt *stream_crypt(fz_context *ctx, struct dt_writer *w, pdf_obj *dict)
{
	pdf_obj *type = pdf_dict_get(ctx, dict, PDF_NAME(Type));

	if (!w->crypt || is_section(ctx, dict))
		return NULL;
	if (pdf_name_eq(ctx, type, PDF_NAME(Metadata)) &&
	    !pdf_crypt_encrypt_metadata(ctx, w->crypt))
		return NULL;
	if (is_crypt_filter(ctx, pdf_dict_get(ctx, dict, PDF_NAME(Filter))))
		return NULL;
	return w->crypt;
}

static void write_stream(fz_context *ctx, struct dt_writer *w, uint32_t number, pdf_obj *dict,
			 const void *data, size_t size)
{
	pdf_crypt *crypt = is_section(ctx, dict) ? NULL : w->crypt; /* for strings in dict */
	uint16_t generation = generation_of(ctx, w, number);

	pdf_dict_put_int(ctx, dict, PDF_NAME(Length), (int64_t)size);
	dt_writer_print(ctx, w, dict, crypt, number, generation);
	dt_writer_read_scratch(ctx, w);
	dt_writer_place(ctx, w, number, 1, w->file.position, generation);
	dt_outfile_print(&w->file, "%u %u obj\n", number, generation);
	write_scratch(ctx, w);
	dt_outfile_print(&w->file, "\nstream\n");
	dt_outfile_write(&w->file, data, size);
	dt_outfile_print(&w->file, "\nendstream\nendobj\n");
}

void dt_writer_stream(fz_context *ctx, struct dt_writer *w, uint32_t number, pdf_obj *dict,
		      const void *data, size_t size)
{
	pdf_crypt *crypt = stream_crypt(ctx, w, dict);
	fz_buffer *secret;

	if (!crypt) {
		write_stream(ctx, w, number, dict, data, size);
		return;
	}
	secret = fz_new_buffer(ctx, size + 32);
	fz_try(ctx)
	{
		pdf_encrypt_data(ctx, crypt, (int)number, generation_of(ctx, w, number), append,
				 secret, data, size);
		write_stream(ctx, w, number, dict, secret->data, secret->len);
	}
	fz_always(ctx)
	{
		fz_drop_buffer(ctx, secret);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

/* In a short document fonts and objects are much of the file, in a long one much of the work. */
static int level_for(struct dt_writer *w, size_t size)
{
	if (size > HARD_BYTES - w->packed_hard)
		return LEVEL;
	w->packed_hard += size;
	return HARD_LEVEL;
}

void dt_writer_deflate(fz_context *ctx, struct dt_writer *w, uint32_t number, pdf_obj *dict,
		       const void *data, size_t size)
{
	struct libdeflate_compressor *deflate = libdeflate_alloc_compressor(level_for(w, size));
	size_t bound = deflate ? libdeflate_zlib_compress_bound(deflate, size) : 0, packed;
	unsigned char *bytes = NULL;

	fz_var(bytes);
	fz_try(ctx)
	{
		if (!deflate)
			fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory for deflate");
		bytes = fz_malloc(ctx, bound);
		packed = libdeflate_zlib_compress(deflate, data, size, bytes, bound);
		pdf_dict_put(ctx, dict, PDF_NAME(Filter), PDF_NAME(FlateDecode));
		dt_writer_stream(ctx, w, number, dict, bytes, packed);
	}
	fz_always(ctx)
	{
		fz_free(ctx, bytes);
		if (deflate)
			libdeflate_free_compressor(deflate);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}
