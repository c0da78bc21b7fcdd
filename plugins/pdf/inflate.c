/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "inflate.h"

#include <libdeflate.h>
#include <stdbool.h>

/* Larger ones are left to MuPDF, which stops bombs on the way. */
#define MOST_RAW ((size_t)4 << 20)
#define MOST_OUT ((size_t)32 << 20)

static bool is_plain_flate(fz_context *ctx, pdf_obj *stream)
{
	pdf_obj *filter = pdf_dict_get(ctx, stream, PDF_NAME(Filter));
	pdf_obj *parameters = pdf_dict_get(ctx, stream, PDF_NAME(DecodeParms));

	if (pdf_array_len(ctx, filter) == 1)
		filter = pdf_array_get(ctx, filter, 0);
	return pdf_name_eq(ctx, filter, PDF_NAME(FlateDecode)) && !parameters &&
	       !pdf_dict_get(ctx, stream, PDF_NAME(F));
}

/* NULL: let MuPDF try. */
static fz_buffer *inflate_whole(fz_context *ctx, struct libdeflate_decompressor *decompressor,
				const fz_buffer *raw)
{
	fz_buffer *out = fz_new_buffer(ctx, raw->len * 5 + 1024);
	enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;
	size_t n = 0;

	fz_try(ctx)
	{
		while (result == LIBDEFLATE_INSUFFICIENT_SPACE && out->cap <= MOST_OUT) {
			result = libdeflate_zlib_decompress(decompressor, raw->data, raw->len,
							    out->data, out->cap, &n);
			if (result == LIBDEFLATE_INSUFFICIENT_SPACE)
				fz_resize_buffer(ctx, out, out->cap * 3);
		}
	}
	fz_catch(ctx)
	{
		fz_drop_buffer(ctx, out);
		fz_rethrow(ctx);
	}
	if (result != LIBDEFLATE_SUCCESS) {
		fz_drop_buffer(ctx, out);
		return NULL;
	}
	out->len = n;
	return out;
}

fz_buffer *dt_inflate_stream(struct dt_wall *wall, pdf_obj *stream)
{
	fz_context *ctx = wall->ctx;
	fz_buffer *raw = NULL, *out = NULL;

	if (!is_plain_flate(ctx, stream))
		return pdf_load_stream(ctx, stream);
	if (!wall->decompressor)
		wall->decompressor = libdeflate_alloc_decompressor();
	if (!wall->decompressor)
		return pdf_load_stream(ctx, stream);
	fz_var(raw);
	fz_var(out);
	fz_try(ctx)
	{
		raw = pdf_load_raw_stream(ctx, stream);
		if (raw->len > 6 && raw->len < MOST_RAW)
			out = inflate_whole(ctx, wall->decompressor, raw);
	}
	fz_always(ctx)
	{
		fz_drop_buffer(ctx, raw);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
	return out ? out : pdf_load_stream(ctx, stream);
}
