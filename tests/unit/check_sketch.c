/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The layout as operators: what is drawn for a page of three blocks. */
#include "config.h"

#include "plugins/pdf/sketch.h"

#include "suite.h"

#include <doctranslate/payload.h>

static struct dt_bytes drawn;
static void *blocks, *profile, *content;

/* A heading, a formula that is kept, a paragraph that is turned and goes on elsewhere; glyph 2 is
 * in no block. */
static void make_page(void)
{
	const struct dt_line line = { .x0 = 1, .x1 = 99, .baseline = 9, .size = 10 };
	const struct dt_run object = { .kind = DT_RUN_OBJECT,
				       .box = { 5, -7, 15, 2 },
				       .baseline = 9 };
	const struct dt_kept kept = { { 2, 1 }, DT_FATE_KEPT, DT_RULE_FIGURE };
	struct dt_payload p = { 0 };
	struct dt_block list[] = {
		{ .role = DT_ROLE_PARAGRAPH,
		  .frame = { 1, 0, 0, 1, 50, 60 },
		  .width = 100,
		  .height = 12,
		  .table = DT_NONE,
		  .room_right = 20 },
		{ .role = DT_ROLE_FORMULA,
		  .flags = DT_BLOCK_KEEP,
		  .rule = DT_RULE_FORMULA,
		  .frame = { 1, 0, 0, 1, 50, 90 },
		  .width = 80,
		  .height = 20,
		  .table = DT_NONE },
		{ .role = DT_ROLE_TABLE_CELL,
		  .frame = { 0, -1, 1, 0, 30, 400 },
		  .width = 40,
		  .height = 10,
		  .table = 0,
		  .row = 2,
		  .column = 1 },
	};
	struct dt_span spans[2];

	dt_payload_start(&p, sizeof(struct dt_page_blocks));
	list[0].lines = dt_payload_array(&p, &line, 1, sizeof(line));
	list[0].runs = dt_payload_array(&p, &object, 1, sizeof(object));
	spans[0] = dt_payload_array(&p, list, 3, sizeof(list[0]));
	spans[1] = dt_payload_array(&p, &kept, 1, sizeof(kept));
	ck_assert(!p.failed);
	((struct dt_page_blocks *)(void *)p.at)->height = 800;
	((struct dt_page_blocks *)(void *)p.at)->blocks = spans[0];
	((struct dt_page_blocks *)(void *)p.at)->kept = spans[1];
	blocks = p.at;
}

static void make_content(void)
{
	const struct dt_glyph glyphs[] = { { .x = 1, .y = 2 },
					   { .x = 3, .y = 4 },
					   { .x = 70, .y = 80 } };
	struct dt_payload p = { 0 };
	struct dt_span span;

	dt_payload_start(&p, sizeof(struct dt_page_content));
	span = dt_payload_array(&p, glyphs, 3, sizeof(glyphs[0]));
	ck_assert(!p.failed);
	((struct dt_page_content *)(void *)p.at)->glyphs = span;
	content = p.at;
}

/* Block 1 of page 4 is a heading after all; block 3 goes on two pages later. */
static void make_profile(void)
{
	const struct dt_profile_role role = {
		.page = 4, .block = 0, .role = DT_ROLE_HEADING, .level = 2
	};
	const struct dt_profile_flow flow = { 0, 2 };
	const struct dt_profile_part parts[] = { { .page = 4, .block = 2 }, { .page = 6 } };
	struct dt_payload p = { 0 };
	struct dt_span spans[3];

	dt_payload_start(&p, sizeof(struct dt_profile));
	spans[0] = dt_payload_array(&p, &role, 1, sizeof(role));
	spans[1] = dt_payload_array(&p, &flow, 1, sizeof(flow));
	spans[2] = dt_payload_array(&p, parts, 2, sizeof(parts[0]));
	ck_assert(!p.failed);
	((struct dt_profile *)(void *)p.at)->roles = spans[0];
	((struct dt_profile *)(void *)p.at)->flows = spans[1];
	((struct dt_profile *)(void *)p.at)->parts = spans[2];
	profile = p.at;
}

static void setup(void)
{
	make_page();
	make_content();
	make_profile();
}

static void teardown(void)
{
	free(blocks);
	free(content);
	free(profile);
	dt_bytes_free(&drawn);
}

static void draw(bool with_all)
{
	const struct sketch_page page = { .blocks = blocks,
					  .content = with_all ? content : NULL,
					  .profile = with_all ? profile : NULL,
					  .page = 4 };

	dt_bytes_clear(&drawn);
	sketch_draw(&drawn, &page);
	dt_bytes_add(&drawn, "", 1);
	ck_assert(!drawn.failed);
}

#define DRAWN(text)                                                                                \
	ck_assert_msg(strstr(drawn.at, text) != NULL, "\"%s\" is not in:\n%s", text, drawn.at)
#define NOT_DRAWN(text)                                                                            \
	ck_assert_msg(strstr(drawn.at, text) == NULL, "\"%s\" is in:\n%s", text, drawn.at)

static unsigned count(const char *text)
{
	unsigned n = 0;

	for (const char *at = drawn.at; (at = strstr(at, text)); at += strlen(text))
		n++;
	return n;
}

START_TEST(frames_lines_and_room)
{
	draw(false);
	DRAWN("1.00000 0.00000 0.00000 1.00000 50.000 60.000 cm");
	DRAWN("0.00 0.00 100.00 12.00 re S");
	DRAWN("-1.00000 1.00000 0.00000 30.000 400.000 cm");
	DRAWN("1.00 9.00 m 99.00 9.00 l S");	/* the baseline */
	DRAWN("5.00 2.00 10.00 9.00 re S");	/* the object */
	DRAWN("-0.00 -0.00 120.00 12.00 re S"); /* the room */
	DRAWN("(1 paragraph)");
	DRAWN("(2 formula: formula)");
	DRAWN("(3 t1 r3 c2)");
	NOT_DRAWN("goes on 2 pages on");
	NOT_DRAWN("69.00 79.00 m");
}
END_TEST

START_TEST(what_the_document_knows_better)
{
	draw(true);
	DRAWN("(1 heading 2)");
	NOT_DRAWN("(1 paragraph)");
	DRAWN("(goes on 2 pages on)");
	DRAWN("69.00 79.00 m 71.00 81.00 l S"); /* the glyph in no block */
	NOT_DRAWN("0.00 1.00 m 2.00 3.00 l S");
}
END_TEST

START_TEST(states_and_layers_are_balanced)
{
	draw(true);
	ck_assert_uint_eq(count(" BDC"), SKETCH_LAYERS);
	ck_assert_uint_eq(count("EMC"), SKETCH_LAYERS);
	/* each "q" is a word of its own, behind a blank or a line */
	ck_assert_uint_eq(count(" q\n") + count("\nq "),
			  count("Q\n") + count("Q EMC") + count("Q 0.6 w"));
	for (int i = 0; i < SKETCH_LAYERS; i++) {
		char name[40];

		snprintf(name, sizeof(name), "/OC /%s BDC",
			 sketch_layer_name((enum sketch_layer)i));
		ck_assert_uint_eq(count(name), 1);
		ck_assert_uint_gt(strlen(sketch_layer_title((enum sketch_layer)i)), 8);
	}
}
END_TEST

static Suite *sketch_suite(void)
{
	Suite *suite = suite_create("sketch");
	TCase *tests = suite_case(suite, "sketch");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, frames_lines_and_room);
	tcase_add_test(tests, what_the_document_knows_better);
	tcase_add_test(tests, states_and_layers_are_balanced);
	return suite;
}

SUITE_MAIN(sketch_suite)
