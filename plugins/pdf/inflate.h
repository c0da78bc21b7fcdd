/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * inflate.h - decoded bytes of a content stream.
 *
 * A stream with FlateDecode alone, as nearly all are, goes through libdeflate, which
 * takes less than half of the time; any other, and any that libdeflate finds at fault,
 * goes through MuPDF, which forgives.  Throws as pdf_load_stream does.  The caller drops
 * the buffer.
 */
#ifndef DT_PDF_INFLATE_H
#define DT_PDF_INFLATE_H

#include "context.h"

#include <mupdf/pdf.h>

/* The wall keeps the decompressor: to make one costs as much as a small stream does. */
fz_buffer *dt_inflate_stream(struct dt_wall *wall, pdf_obj *stream);

#endif /* DT_PDF_INFLATE_H */
