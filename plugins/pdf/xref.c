/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "xref.h"

#include <errno.h>

/* Entries of a table have ten digits. */
#define LAST_OFFSET 9999999999u

static struct dt_xref_place *place(const struct dt_xref *xref, uint32_t i)
{
	return (struct dt_xref_place *)xref->places.at + i;
}

bool dt_xref_add(struct dt_xref *xref, uint32_t number, uint8_t kind, uint64_t offset,
		 uint16_t generation)
{
	struct dt_xref_place *p = DT_LIST_ADD(&xref->places, struct dt_xref_place);

	if (!p)
		return false;
	p->number = number;
	p->kind = kind;
	p->offset = offset;
	p->generation = generation;
	p->order = xref->places.n;
	return true;
}

static int by_number(const void *a, const void *b)
{
	const struct dt_xref_place *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static void sort(struct dt_xref *xref)
{
	if (xref->places.n)
		qsort(xref->places.at, xref->places.n, sizeof(struct dt_xref_place), by_number);
}

bool dt_xref_order(struct dt_xref *xref, bool whole)
{
	uint32_t i, n = 0, next = 0, known;

	sort(xref);
	for (i = 0; i < xref->places.n; i++)
		if (i + 1 == xref->places.n || place(xref, i + 1)->number != place(xref, i)->number)
			*place(xref, n++) = *place(xref, i);
	xref->places.n = known = n;
	if (!whole)
		return true;
	for (i = 0; i < known; i++) {
		uint32_t number = place(xref, i)->number;

		for (; next < number; next++)
			if (!dt_xref_add(xref, next, 0, 0, 65535))
				return false;
		next = number + 1;
	}
	sort(xref);
	return true;
}

uint32_t dt_xref_run(const struct dt_xref *xref, uint32_t i)
{
	uint32_t n = 1;

	while (i + n < xref->places.n && place(xref, i + n)->number == place(xref, i)->number + n)
		n++;
	return n;
}

void dt_xref_write_table(const struct dt_xref *xref, struct dt_outfile *out)
{
	uint32_t i, k, n;

	dt_outfile_print(out, "xref\n");
	for (i = 0; i < xref->places.n; i += n) {
		n = dt_xref_run(xref, i);
		dt_outfile_print(out, "%u %u\n", place(xref, i)->number, n);
		for (k = i; k < i + n; k++) {
			if (place(xref, k)->offset > LAST_OFFSET && !out->error)
				out->error = EFBIG;
			dt_outfile_print(out, "%010llu %05u %c \n",
					 (unsigned long long)place(xref, k)->offset,
					 place(xref, k)->generation,
					 place(xref, k)->kind ? 'n' : 'f');
		}
	}
}

unsigned dt_xref_width(const struct dt_xref *xref)
{
	uint64_t largest = 0;
	unsigned width = 1;
	uint32_t i;

	for (i = 0; i < xref->places.n; i++)
		if (place(xref, i)->offset > largest)
			largest = place(xref, i)->offset;
	while (largest >>= 8)
		width++;
	return width;
}

void dt_xref_pack(const struct dt_xref *xref, unsigned width, unsigned char *bytes)
{
	uint32_t i;
	unsigned k;

	for (i = 0; i < xref->places.n; i++) {
		const struct dt_xref_place *p = place(xref, i);

		*bytes++ = p->kind;
		for (k = width; k-- > 0;)
			*bytes++ = (unsigned char)(p->offset >> (8 * k));
		*bytes++ = (unsigned char)(p->generation >> 8);
		*bytes++ = (unsigned char)p->generation;
	}
}

void dt_xref_free(struct dt_xref *xref)
{
	dt_list_free(&xref->places);
}
