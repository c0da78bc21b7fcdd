/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Single objects out of object streams, good and hostile ones. */
#include "config.h"

#include "suite.h"

#include "../../plugins/pdf/document.h"
#include "../../plugins/pdf/plain_link.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD = 3, FIRST = 4, ROOM = 1 << 20 }; /* object 3 is the stream, 4... are in it */

struct file {
	char *bytes;
	size_t n;
};

__attribute__((format(printf, 2, 3))) static size_t add(struct file *file, const char *form, ...)
{
	size_t start = file->n;
	va_list list;

	va_start(list, form);
	file->n += (size_t)vsnprintf(file->bytes + start, ROOM - start, form, list);
	va_end(list);
	ck_assert_uint_lt(file->n, ROOM);
	return start;
}

static void add_entry(struct file *file, int type, size_t field, size_t index)
{
	const unsigned char entry[6] = { (unsigned char)type,	      (unsigned char)(field >> 16),
					 (unsigned char)(field >> 8), (unsigned char)field,
					 (unsigned char)(index >> 8), (unsigned char)index };

	memcpy(file->bytes + file->n, entry, sizeof(entry));
	file->n += sizeof(entry);
}

/* A file whose objects 4... are in one object stream of that dictionary, head and body. */
static void open_file(struct dt_document *doc, struct file *file, const char *dict,
		      const char *head, const char *body, int n)
{
	size_t at[4], first = strlen(head);
	fz_stream *stream;

	memset(doc, 0, sizeof(*doc));
	*file = (struct file){ .bytes = malloc(ROOM) };
	add(file, "%%PDF-1.5\n");
	at[1] = add(file, "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
	at[2] = add(file, "2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n");
	at[3] = add(file, "3 0 obj\n<<%s/First %zu/Length %zu>>\nstream\n%s%s\nendstream\nendobj\n",
		    dict, first, first + strlen(body), head, body);
	at[0] = add(file,
		    "%d 0 obj\n<</Type/XRef/Root 1 0 R/Size %d/W[1 3 2]/Length %d>>\nstream\n",
		    FIRST + n, FIRST + n + 1, (FIRST + n + 1) * 6);
	add_entry(file, 0, 0, 65535);
	for (int i = 1; i <= HEAD; i++)
		add_entry(file, 1, at[i], 0);
	for (int i = 0; i < n; i++)
		add_entry(file, 2, HEAD, (size_t)i);
	add_entry(file, 1, at[0], 0);
	add(file, "\nendstream\nendobj\nstartxref\n%zu\n%%%%EOF\n", at[0]);
	ck_assert_int_eq(dt_wall_open(&doc->wall, (size_t)64 << 20, NULL), DT_OK);
	stream = fz_open_memory(doc->wall.ctx, (unsigned char *)file->bytes, file->n);
	doc->pdf = pdf_open_document_with_stream(doc->wall.ctx, stream);
	fz_drop_stream(doc->wall.ctx, stream);
	ck_assert(!doc->pdf->repair_attempted);
}

static void close_file(struct dt_document *doc, struct file *file)
{
	dt_document_close(doc);
	free(file->bytes);
}

static pdf_obj *held(struct dt_document *doc, int number)
{
	return pdf_get_xref_entry_no_null(doc->wall.ctx, doc->pdf, number)->obj;
}

static int value_of(struct dt_document *doc, int number)
{
	fz_context *ctx = doc->wall.ctx;
	pdf_obj *object = pdf_load_object(ctx, doc->pdf, number);
	int value = pdf_to_int(ctx, pdf_dict_gets(ctx, object, "V"));

	pdf_drop_obj(ctx, object);
	return value;
}

#define OBJSTM "/Type/ObjStm/N 3"

START_TEST(only_the_object_that_is_asked_for)
{
	struct dt_document doc;
	struct file file;

	open_file(&doc, &file, OBJSTM, "4 0 5 9 6 18 ", "<</V 40>>\n<</V 5>><</V 60>>", 3);
	dt_object_ready(&doc, 5);
	ck_assert_ptr_null(held(&doc, 4));
	ck_assert_ptr_nonnull(held(&doc, 5));
	ck_assert_ptr_null(held(&doc, 6));
	ck_assert_int_eq(pdf_obj_parent_num(doc.wall.ctx, held(&doc, 5)), 5);
	dt_object_ready(&doc, 6);
	ck_assert_int_eq(value_of(&doc, 4), 40);
	ck_assert_int_eq(value_of(&doc, 5), 5);
	ck_assert_int_eq(value_of(&doc, 6), 60);
	/* outside of the table, and nothing at all */
	dt_object_ready(&doc, 0);
	dt_object_ready(&doc, -1);
	dt_object_ready(&doc, 1000);
	ck_assert_ptr_null(dt_ready(&doc, NULL));
	close_file(&doc, &file);
}
END_TEST

static const struct {
	const char *dict, *head, *body;
} damaged[] = {
	{ "/Type/Other/N 3", "4 0 5 9 6 18 ", "<</V 40>><</V 50>><</V 60>>" },
	{ "/Type/ObjStm/N 0", "4 0 5 9 6 18 ", "<</V 40>><</V 50>><</V 60>>" },
	{ "/Type/ObjStm/N -3", "4 0 5 9 6 18 ", "<</V 40>><</V 50>><</V 60>>" },
	{ "/Type/ObjStm/N 2000000000", "4 0 5 9 6 18 ", "<</V 40>><</V 50>><</V 60>>" },
	{ OBJSTM, "4 0 7 9 6 18 ", "<</V 40>><</V 50>><</V 60>>" },
	{ OBJSTM, "4 0 5 99999 6 18 ", "<</V 40>><</V 50>><</V 60>>" },
	{ OBJSTM, "4 0 5 99999999999999999999 6 18 ", "<</V 40>><</V 50>><</V 60>>" },
	{ OBJSTM, "4 0 x y 6 18 ", "<</V 40>><</V 50>><</V 60>>" },
	{ OBJSTM, "4 0 5 ", "<</V 40>>" },
	{ "/Filter/FlateDecode" OBJSTM, "4 0 5 9 6 18 ", "this is not deflate" },
};

/* What is damaged is left to MuPDF, whatever it makes of it. */
START_TEST(damage_is_left_alone)
{
	struct dt_document doc;
	struct file file;

	open_file(&doc, &file, damaged[_i].dict, damaged[_i].head, damaged[_i].body, 3);
	dt_object_ready(&doc, 5);
	ck_assert_ptr_null(held(&doc, 5));
	dt_object_ready(&doc, 5);
	ck_assert_ptr_null(held(&doc, 5));
	close_file(&doc, &file);
}
END_TEST

START_TEST(what_nobody_holds_is_let_go)
{
	enum { MANY = 2000, KEPT = FIRST + 100 };
	struct dt_document doc;
	struct file file;
	char *head = calloc(1, (size_t)MANY * 32), *body = calloc(1, (size_t)MANY * 32);
	size_t n = 0, start = 0;
	pdf_obj *kept;

	for (int i = 0; i < MANY; i++) {
		n += (size_t)snprintf(head + n, 32, "%d %zu ", FIRST + i, start);
		start += (size_t)snprintf(body + start, 32, "<</V %d>>", i);
	}
	open_file(&doc, &file, "/Type/ObjStm/N 2000", head, body, MANY);
	for (int i = 0; i < 500; i++)
		dt_object_ready(&doc, FIRST + i);
	dt_ready_release(&doc); /* few: they stay */
	ck_assert_ptr_nonnull(held(&doc, FIRST));
	kept = pdf_keep_obj(doc.wall.ctx, held(&doc, KEPT));
	for (int i = 500; i < MANY; i++)
		dt_object_ready(&doc, FIRST + i);
	dt_ready_release(&doc);
	for (int i = 0; i < MANY; i++)
		ck_assert_ptr_eq(held(&doc, FIRST + i), FIRST + i == KEPT ? kept : NULL);
	pdf_drop_obj(doc.wall.ctx, kept);
	ck_assert_int_eq(value_of(&doc, FIRST + 1999), 1999);
	close_file(&doc, &file);
	free(head);
	free(body);
}
END_TEST

/* Object streams of that many bytes, two objects in each: the numbers of the first. */
static int open_many(struct dt_document *doc, struct file *file, int streams, int bytes)
{
	size_t at[64], table;
	fz_stream *stream;
	int first = HEAD + streams, size = first + 2 * streams + 1;

	memset(doc, 0, sizeof(*doc));
	*file = (struct file){ .bytes = malloc(ROOM) };
	add(file, "%%PDF-1.5\n");
	at[1] = add(file, "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
	at[2] = add(file, "2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n");
	for (int i = 0; i < streams; i++) {
		char head[64];
		int n = snprintf(head, sizeof(head), "%d 0 %d 20 ", first + 2 * i,
				 first + 2 * i + 1);

		at[HEAD + i] = add(
			file,
			"%d 0 obj\n<</Type/ObjStm/N 2/First %d/Length %d>>\nstream\n"
			"%s<</V %-10d>>   <</V %d>>%*s\nendstream\nendobj\n",
			HEAD + i, n, n + bytes, head, first + 2 * i, first + 2 * i + 1,
			bytes - 20 - (int)(snprintf(NULL, 0, "<</V %d>>", first + 2 * i + 1)), "");
	}
	table = add(file,
		    "%d 0 obj\n<</Type/XRef/Root 1 0 R/Size %d/W[1 3 2]/Length %d>>\nstream\n",
		    size - 1, size, size * 6);
	add_entry(file, 0, 0, 65535);
	for (int i = 1; i < first; i++)
		add_entry(file, 1, at[i], 0);
	for (int i = 0; i < 2 * streams; i++)
		add_entry(file, 2, (size_t)(HEAD + i / 2), (size_t)(i % 2));
	add_entry(file, 1, table, 0);
	add(file, "\nendstream\nendobj\nstartxref\n%zu\n%%%%EOF\n", table);
	ck_assert_int_eq(dt_wall_open(&doc->wall, (size_t)64 << 20, NULL), DT_OK);
	stream = fz_open_memory(doc->wall.ctx, (unsigned char *)file->bytes, file->n);
	doc->pdf = pdf_open_document_with_stream(doc->wall.ctx, stream);
	fz_drop_stream(doc->wall.ctx, stream);
	ck_assert(!doc->pdf->repair_attempted);
	return first;
}

static size_t bytes_kept(const struct dt_document *doc, unsigned *n)
{
	size_t kept = 0;

	*n = 0;
	for (size_t i = 0; i < DT_COUNT(doc->streams.at); i++)
		if (doc->streams.at[i].number) {
			kept += doc->streams.at[i].data->cap;
			++*n;
		}
	return kept;
}

/* Only the last is kept when it is large, and what is asked for is always right. */
START_TEST(the_oldest_streams_are_forgotten)
{
	enum { STREAMS = 12, KEPT = 64 << 10 };
	static const int sizes[] = { 1000, 12000, 40000, 70000 };
	struct dt_document doc;
	struct file file;
	int first = open_many(&doc, &file, STREAMS, sizes[_i]);

	for (int round = 0; round < 3; round++)
		for (int i = 0; i < 2 * STREAMS; i++) {
			/* 7 has no divisor in common with the number of objects */
			int number = first + i * 7 % (2 * STREAMS);
			const unsigned char *bytes;
			char wanted[24];
			unsigned left;
			size_t n = 0;

			bytes = dt_object_bytes(&doc, number, &n);
			snprintf(wanted, sizeof(wanted), "<</V %d", number);
			ck_assert_ptr_nonnull(bytes);
			ck_assert_uint_ge(n, strlen(wanted));
			ck_assert_mem_eq(bytes, wanted, strlen(wanted));
			ck_assert(bytes_kept(&doc, &left) <= KEPT || left == 1);
			ck_assert_uint_ge(left, 1);
		}
	for (int i = 0; i < 2 * STREAMS; i++) {
		dt_object_ready(&doc, first + i);
		ck_assert_ptr_nonnull(held(&doc, first + i));
		ck_assert_int_eq(value_of(&doc, first + i), first + i);
	}
	close_file(&doc, &file);
}
END_TEST

#define LINK "/Subtype/Link/Rect[30 4.5 -10 20]"

static const struct {
	const char *text;
	bool plain;
} links[] = {
	{ "<<" LINK ">>", true },
	{ "<</Type/Annot/Border[0 0 [1 2]]/H/I/A<</S/GoTo/D(a>>b)>>" LINK ">>", true },
	{ "<</P 7 0 R/Dest 8 0 R" LINK "/F 4/Contents(x)>> garbage", true },
	{ "<</Rect[30 4.5 -10 20]/Subtype/Link/NM<6162>>>", true },
	{ "<</Subtype/Widget/Rect[30 4.5 -10 20]>>", false },
	{ "<<" LINK "/AP<</N 5 0 R>>>>", false },
	{ "<<" LINK "/QuadPoints[1 2 3 4 5 6 7 8]>>", false },
	{ "<<" LINK "/#41P 5 0 R>>", false },
	{ "<<" LINK "/Subtype/Link>>", false },
	{ "<<" LINK "/Rect[1 2 3 4]>>", false },
	{ "<</Subtype/Link/Rect 5 0 R>>", false },
	{ "<</Subtype/Link/Rect[1 2 3]>>", false },
	{ "<</Subtype/Link/Rect[1 2 3 4 5]>>", false },
	{ "<</Subtype/Link/Rect[1 0 R 2 3]>>", false },
	{ "<</Subtype 5 0 R/Rect[1 2 3 4]>>", false },
	{ "<</Rect[1 2 3 4]>>", false },
	{ "<</Subtype/Link>>", false },
	{ "<<" LINK, false },
	{ "<<" LINK "/A<</S/GoTo", false },
	{ "<<" LINK "/A]>>", false },
	{ "[" LINK "]", false },
	{ "7 0 R", false },
	{ "", false },
};

START_TEST(the_place_of_a_plain_link_is_read)
{
	/* bytes of its own, so that a sanitizer sees who reads past them */
	size_t n = strlen(links[_i].text);
	unsigned char *text = malloc(n ? n : 1);
	fz_rect rect = fz_empty_rect;

	memcpy(text, links[_i].text, n);
	ck_assert_msg(dt_plain_link_read(text, n, &rect) == links[_i].plain, "%s", links[_i].text);
	if (links[_i].plain) {
		ck_assert_float_eq(rect.x0, -10);
		ck_assert_float_eq(rect.y0, 4.5f);
		ck_assert_float_eq(rect.x1, 30);
		ck_assert_float_eq(rect.y1, 20);
	}
	free(text);
}
END_TEST

START_TEST(a_plain_link_makes_no_object)
{
	struct dt_document doc;
	struct file file;
	pdf_obj *reference;
	fz_rect rect;

	open_file(&doc, &file, OBJSTM, "4 0 5 40 6 50 ",
		  "<<" LINK ">>   "
		  "<</V 5>>  "
		  "<<" LINK ">>",
		  3);
	for (int number = 4; number <= 6; number++) {
		reference = pdf_new_indirect(doc.wall.ctx, doc.pdf, number, 0);
		ck_assert_int_eq(dt_plain_link(&doc, reference, &rect), number != 5);
		ck_assert_ptr_null(held(&doc, number));
		/* of one that is an object, others may have changed what it says */
		dt_ready(&doc, reference);
		ck_assert(!dt_plain_link(&doc, reference, &rect));
		pdf_drop_obj(doc.wall.ctx, reference);
	}
	ck_assert(!dt_plain_link(&doc, NULL, &rect));
	close_file(&doc, &file);
}
END_TEST

static Suite *object_stream_suite(void)
{
	Suite *suite = suite_create("object_stream");
	TCase *tests = suite_case(suite, "object_stream");

	tcase_add_test(tests, only_the_object_that_is_asked_for);
	tcase_add_loop_test(tests, damage_is_left_alone, 0, (int)DT_COUNT(damaged));
	tcase_add_loop_test(tests, the_place_of_a_plain_link_is_read, 0, (int)DT_COUNT(links));
	tcase_add_test(tests, a_plain_link_makes_no_object);
	tcase_add_test(tests, what_nobody_holds_is_let_go);
	tcase_add_loop_test(tests, the_oldest_streams_are_forgotten, 0, 4);
	return suite;
}

SUITE_MAIN(object_stream_suite)
