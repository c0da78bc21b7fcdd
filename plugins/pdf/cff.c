/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "cff.h"

#include "bytes.h"

#include <stdlib.h>
#include <string.h>

/* Operators of dictionaries; those of two bytes have the first one above. */
enum {
	FONT_BBOX = 5,
	CHARSET = 15,
	CHARSTRINGS = 17,
	PRIVATE = 18,
	SUBRS = 19,
	ESCAPE = 12,
	FONT_MATRIX = ESCAPE << 8 | 7,
	CHARSTRING_TYPE = ESCAPE << 8 | 6,
	ROS = ESCAPE << 8 | 30,
	CID_COUNT = ESCAPE << 8 | 34,
	FD_ARRAY = ESCAPE << 8 | 36,
	FD_SELECT = ESCAPE << 8 | 37
};

#define FIRST_STRING  391 /* SID of the font's own first string */
#define MOST_OPERANDS 48
#define MOST_BOX      64 /* bytes of a bounding box that makes sense */

struct part { /* of the font's bytes */
	const unsigned char *at;
	size_t size;
};

struct dict {
	struct part box;		 /* operands of FontBBox */
	int64_t charstrings, private_at; /* -1: none */
	int64_t private_size;
	bool keyed, has_matrix, has_subrs, other_type;
};

struct index {
	struct part whole, first;
	uint32_t n;
};

static uint32_t number_of(const unsigned char *at, unsigned size)
{
	uint32_t number = 0;

	while (size--)
		number = number << 8 | *at++;
	return number;
}

/* An INDEX that begins at, and its first element. */
static bool read_index(struct part file, size_t at, struct index *index)
{
	uint32_t first, second, end;
	unsigned width;
	size_t data;

	memset(index, 0, sizeof(*index));
	if (at > file.size || file.size - at < 2)
		return false;
	index->n = number_of(file.at + at, 2);
	index->whole = (struct part){ file.at + at, 2 };
	if (!index->n)
		return true;
	if (file.size - at < 3)
		return false;
	width = file.at[at + 2];
	if (width < 1 || width > 4 || (file.size - at - 3) / width < (size_t)index->n + 1)
		return false;
	data = at + 3 + ((size_t)index->n + 1) * width;
	first = number_of(file.at + at + 3, width);
	second = number_of(file.at + at + 3 + width, width);
	end = number_of(file.at + data - width, width);
	if (first != 1 || second < first || end < second || end - 1 > file.size - data)
		return false;
	index->first = (struct part){ file.at + data, second - first };
	index->whole.size = data + (end - 1) - at;
	return true;
}

/* One operand, *value when it is a whole number.  Its length, 0: that is none. */
static size_t read_operand(const unsigned char *at, size_t size, int64_t *value)
{
	size_t n = 1;

	*value = 0;
	if (*at >= 32 && *at <= 246) {
		*value = *at - 139;
	} else if (*at >= 247 && *at <= 254 && size >= 2) {
		*value = *at < 251 ? (*at - 247) * 256 + at[1] + 108
				   : -(*at - 251) * 256 - at[1] - 108;
		n = 2;
	} else if (*at == 28 && size >= 3) {
		*value = (int16_t)number_of(at + 1, 2);
		n = 3;
	} else if (*at == 29 && size >= 5) {
		*value = (int32_t)number_of(at + 1, 4);
		n = 5;
	} else if (*at == 30) {
		while (n < size && (at[n] & 0xf) != 0xf && at[n] >> 4 != 0xf)
			n++;
		n = n < size ? n + 1 : 0;
	} else {
		n = 0;
	}
	return n;
}

static void take_operator(struct dict *dict, unsigned operator, struct part operands,
			  const int64_t *last)
{
	switch (operator) {
	case FONT_BBOX:
		dict->box = operands;
		break;
	case CHARSTRINGS:
		dict->charstrings = last[1];
		break;
	case PRIVATE:
		dict->private_size = last[0];
		dict->private_at = last[1];
		break;
	case SUBRS:
		dict->has_subrs = true;
		break;
	case ROS:
		dict->keyed = true;
		break;
	case FONT_MATRIX:
		dict->has_matrix = true;
		break;
	case CHARSTRING_TYPE:
		dict->other_type = last[1] != 2;
		break;
	}
}

static bool read_dict(struct part bytes, struct dict *dict)
{
	size_t start = 0, at = 0;
	int64_t last[2] = { 0, 0 };
	unsigned n = 0;

	*dict = (struct dict){ .charstrings = -1, .private_at = -1 };
	while (at < bytes.size) {
		unsigned operator= bytes.at[at];
		size_t length;

		if (operator<= 21) {
			struct part operands = { bytes.at + start, at - start };

			at++;
			if (operator== ESCAPE && at<bytes.size)
				operator= ESCAPE << 8 | bytes.at[at++];
			take_operator(dict, operator, operands, last);
			start = at;
			n = 0;
			last[0] = last[1] = 0;
			continue;
		}
		last[0] = last[1];
		length = read_operand(bytes.at + at, bytes.size - at, &last[1]);
		if (!length || ++n > MOST_OPERANDS)
			return false;
		at += length;
	}
	return true;
}

struct font { /* that is read */
	struct part file;
	struct index names, tops, strings, subroutines, outlines;
	struct part private;
	struct dict top;
};

/* The head of the file, up to the dictionary of the font. */
static bool read_head(struct font *font)
{
	struct part file = font->file;
	size_t at;

	if (file.size < 4 || file.at[0] != 1 || file.at[2] < 4)
		return false;
	at = file.at[2];
	if (!read_index(file, at, &font->names))
		return false;
	at += font->names.whole.size;
	if (!read_index(file, at, &font->tops) || font->tops.n != 1 ||
	    !read_dict(font->tops.first, &font->top))
		return false;
	at += font->tops.whole.size;
	if (!read_index(file, at, &font->strings))
		return false;
	at += font->strings.whole.size;
	return read_index(file, at, &font->subroutines);
}

static bool is_simple(const struct dict *top)
{
	return !top->keyed && !top->has_matrix && !top->other_type && top->charstrings > 0 &&
	       top->private_at > 0;
}

static bool read_font(struct font *font, uint32_t n)
{
	struct dict inner;

	if (!read_head(font) || !is_simple(&font->top) ||
	    !read_index(font->file, (size_t)font->top.charstrings, &font->outlines) ||
	    font->outlines.n != n || (uint64_t)font->top.private_at > font->file.size ||
	    font->top.private_size < 0 ||
	    (uint64_t)font->top.private_size > font->file.size - (size_t)font->top.private_at)
		return false;
	font->private = (struct part){ font->file.at + font->top.private_at,
				       (size_t)font->top.private_size };
	return read_dict(font->private, &inner) && !inner.has_subrs;
}

bool dt_cff_is_named(const unsigned char *cff, size_t size)
{
	struct font font = { .file = { cff, size } };

	return read_head(&font) && is_simple(&font.top);
}

/* ---- writing ---- */

static void put_part(struct dt_bytes *out, struct part part)
{
	dt_bytes_add(out, (const char *)part.at, part.size);
}

static void put_number(struct dt_bytes *out, size_t number, unsigned size)
{
	while (size--) {
		char byte = (char)(number >> 8 * size & 0xff);

		dt_bytes_add(out, &byte, 1);
	}
}

/* An operand of five bytes, whatever its value. */
static void put_operand(struct dt_bytes *out, size_t number)
{
	put_number(out, 29, 1);
	put_number(out, number, 4);
}

static void put_operator(struct dt_bytes *out, unsigned operator)
{
	put_number(out, operator, operator> 0xff ? 2 : 1);
}

/* The head of an INDEX of n elements of up to 64 KB together. */
static void put_index_head(struct dt_bytes *out, const size_t *sizes, unsigned n)
{
	size_t offset = 1;

	put_number(out, n, 2);
	put_number(out, 2, 1);
	for (unsigned i = 0; i <= n; i++) {
		put_number(out, offset, 2);
		offset += i < n ? sizes[i] : 0;
	}
}

struct places { /* in the new file */
	size_t charset, select, outlines, fonts, private;
};

static void put_top(struct dt_bytes *out, const struct font *font, uint32_t n_cids,
		    const struct places *places)
{
	put_operand(out, FIRST_STRING);
	put_operand(out, FIRST_STRING + 1);
	put_operand(out, 0);
	put_operator(out, ROS);
	if (font->top.box.size && font->top.box.size <= MOST_BOX) {
		put_part(out, font->top.box);
		put_operator(out, FONT_BBOX);
	}
	put_operand(out, n_cids);
	put_operator(out, CID_COUNT);
	put_operand(out, places->charset);
	put_operator(out, CHARSET);
	put_operand(out, places->select);
	put_operator(out, FD_SELECT);
	put_operand(out, places->outlines);
	put_operator(out, CHARSTRINGS);
	put_operand(out, places->fonts);
	put_operator(out, FD_ARRAY);
}

/* All of the file, with what is known of places; says which they are. */
static void put_file(struct dt_bytes *out, const struct font *font, const uint16_t *cids,
		     struct places *places)
{
	static const char header[4] = { 1, 0, 4, 4 }, strings[] = "AdobeIdentity";
	static const size_t string_sizes[2] = { 5, 8 }, private_size = 11;
	uint32_t n = font->outlines.n, most = 0;
	struct places old = *places;
	size_t top, start;

	for (uint32_t i = 0; i < n; i++)
		most = cids[i] > most ? cids[i] : most;
	dt_bytes_clear(out);
	dt_bytes_add(out, header, sizeof(header));
	put_part(out, font->names.whole);
	start = out->n;
	put_top(out, font, most + 1, &old);
	top = out->n - start;
	out->n = start;
	put_index_head(out, &top, 1);
	put_top(out, font, most + 1, &old);
	put_index_head(out, string_sizes, 2);
	dt_bytes_add(out, strings, sizeof(strings) - 1);
	put_part(out, font->subroutines.whole);
	places->charset = out->n;
	put_number(out, 0, 1); /* format 0: a CID for each glyph but the first */
	for (uint32_t i = 1; i < n; i++)
		put_number(out, cids[i], 2);
	places->select = out->n;
	put_number(out, 3, 1); /* format 3: one range, all of them */
	put_number(out, 1, 2);
	put_number(out, 0, 3);
	put_number(out, n, 2);
	places->outlines = out->n;
	put_part(out, font->outlines.whole);
	places->fonts = out->n;
	put_index_head(out, &private_size, 1);
	put_operand(out, font->private.size);
	put_operand(out, old.private);
	put_operator(out, PRIVATE);
	places->private = out->n;
	put_part(out, font->private);
}

unsigned char *dt_cff_with_cids(const unsigned char *cff, size_t size, const uint16_t *cids,
				uint32_t n, size_t *new_size)
{
	struct font font = { .file = { cff, size } };
	struct places places = { 0 };
	struct dt_bytes out = { 0 };
	unsigned char *made = NULL;

	if (!n || n > UINT16_MAX || !read_font(&font, n))
		return NULL;
	put_file(&out, &font, cids, &places); /* places have the same length, whatever they are */
	put_file(&out, &font, cids, &places);
	if (!out.failed && out.n)
		made = malloc(out.n);
	if (made) {
		memcpy(made, out.at, out.n);
		*new_size = out.n;
	}
	dt_bytes_free(&out);
	return made;
}
