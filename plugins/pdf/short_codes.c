/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "short_codes.h"

#include "cff.h"

#include <doctranslate/types.h>
#include <stdlib.h>
#include <string.h>

#define WIDE 0xc000u /* first code of two bytes */

/* The bytes below 32 that no reader and no escape makes more of. */
static const uint16_t marks[32] = {
	[0x02] = 0x2018, [0x03] = 0x2019, [0x04] = 0x201c, [0x05] = 0x201d, [0x06] = 0x2013,
	[0x07] = 0x2014, [0x0b] = 0x2026, [0x0e] = 0x2022, [0x0f] = 0x00ab, [0x10] = 0x00bb,
	[0x11] = 0x00bf, [0x12] = 0x00a1, [0x13] = 0x201e, [0x14] = 0x201a, [0x15] = 0x0131,
	[0x16] = 0x0152, [0x17] = 0x0153, [0x18] = 0x0160, [0x19] = 0x0161, [0x1a] = 0x017d,
	[0x1b] = 0x017e, [0x1c] = 0x00a9, [0x1d] = 0x20ac, [0x1e] = 0x00b0, [0x1f] = 0x00a7,
};

uint32_t dt_short_sign(unsigned byte)
{
	if (byte < 0x20)
		return marks[byte];
	if (byte < 0x7f)
		return byte;
	return byte >= 0x80 && byte < 0xc0 ? byte + 0x40 : 0; /* letters of Latin-1 */
}

static void give(struct dt_short_codes *codes, hb_font_t *font, hb_codepoint_t sign,
		 unsigned char byte)
{
	hb_codepoint_t id;

	if (sign && hb_font_get_nominal_glyph(font, sign, &id) && id && id < codes->n &&
	    !codes->bytes[id])
		codes->bytes[id] = byte;
}

/* Outlines of TrueType are found by a map from CIDs, those of a CFF with names get CIDs. */
static bool has_free_cids(hb_face_t *face)
{
	hb_blob_t *glyf = hb_face_reference_table(face, HB_TAG('g', 'l', 'y', 'f'));
	hb_blob_t *cff = hb_face_reference_table(face, HB_TAG('C', 'F', 'F', ' '));
	unsigned size;
	const char *bytes = hb_blob_get_data(cff, &size);
	bool has =
		hb_blob_get_length(glyf) > 0 || dt_cff_is_named((const unsigned char *)bytes, size);

	hb_blob_destroy(glyf);
	hb_blob_destroy(cff);
	return has;
}

bool dt_short_codes_make(struct dt_short_codes *codes, hb_font_t *font)
{
	hb_codepoint_t id;

	memset(codes, 0, sizeof(*codes));
	codes->n = hb_face_get_glyph_count(hb_font_get_face(font));
	if (codes->n > DT_SHORT_FACE || !hb_font_get_nominal_glyph(font, 'a', &id) ||
	    !has_free_cids(hb_font_get_face(font)))
		return true;
	codes->bytes = calloc(codes->n + 1, 1);
	if (!codes->bytes)
		return false;
	/* letters first: a glyph may be that of several signs */
	for (unsigned byte = 0x20; byte < 0x100; byte++)
		give(codes, font, dt_short_sign(byte), (unsigned char)byte);
	for (unsigned byte = 0; byte < 0x20; byte++)
		give(codes, font, dt_short_sign(byte), (unsigned char)byte);
	return true;
}

void dt_short_codes_free(struct dt_short_codes *codes)
{
	free(codes->bytes);
	memset(codes, 0, sizeof(*codes));
}

struct dt_short dt_short_code(const struct dt_short_codes *codes, uint32_t code, uint32_t id)
{
	if (!codes->bytes)
		return (struct dt_short){ code, 2 };
	if (code == id && id < codes->n && codes->bytes[id])
		return (struct dt_short){ codes->bytes[id], 1 };
	return (struct dt_short){ WIDE + (code < DT_SHORT_CODES ? code : id), 2 };
}
