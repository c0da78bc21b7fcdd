/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * move-all - takes every glyph of a PDF out and paints it again a little beside its place,
 * then reads the result and compares:
 *
 *   move-all MODULES WORKDIR FILE.pdf OUT.pdf [DX [DY [GLYPHS]]]
 *
 * Each run of GLYPHS glyphs (default 40) is one item of page.set, anchored at its first glyph,
 * so the painter sets fonts, colours, matrices and puts the state back all the time.  DX, DY 0:
 * glyphs come back in place of their own operators.  Prints how many glyphs are lost, have
 * another text, or lie elsewhere than they should (by over 0.05 pt); exit status 1 if any.
 */
#include "config.h"

#include "harness/harness.h"

#include <doctranslate/payload.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TOLERANCE 0.05F

struct count {
	unsigned pages, glyphs, lost, text, place, colour, locked;
};

static bool is_free(const struct dt_page_content *page, uint32_t glyph)
{
	return !(DT_AT(page, struct dt_glyph, page->glyphs)[glyph].flags & DT_GLYPH_LOCKED);
}

static void make_set(const struct dt_page_content *page, float dx, float dy, uint32_t step,
		     struct dt_payload *payload)
{
	uint32_t n = page->glyphs.count;
	struct dt_list items = { 0 }, fates = { 0 };
	struct dt_page_set *head, set = { .number = page->number, .n_glyphs = n };

	dt_payload_start(payload, sizeof(set));
	for (uint32_t i = 0; i < n;) {
		bool loose = is_free(page, i);
		uint32_t end = i;
		struct dt_fate_range *fate = DT_LIST_ADD(&fates, struct dt_fate_range);

		while (end < n && end - i < step && is_free(page, end) == loose)
			end++;
		fate->glyphs = (struct dt_range){ i, end - i };
		fate->fate = loose ? DT_FATE_MOVED : DT_FATE_KEPT;
		fate->block = DT_NONE;
		if (loose) {
			struct dt_set_item *item = DT_LIST_ADD(&items, struct dt_set_item);

			item->kind = DT_SET_MOVED;
			item->anchor = item->look = i;
			item->matrix = (struct dt_matrix){ 1, 0, 0, 1, dx, dy };
			item->ranges =
				dt_payload_array(payload, &fate->glyphs, 1, sizeof(fate->glyphs));
		}
		i = end;
	}
	set.items = dt_payload_list(payload, &items);
	set.fates = dt_payload_list(payload, &fates);
	set.target_lang = dt_payload_text(payload, "es", 2);
	set.size = (uint32_t)payload->used;
	head = DT_PAYLOAD_HEAD(payload, struct dt_page_set);
	if (head)
		*head = set;
	dt_list_free(&items);
	dt_list_free(&fates);
}

/* Glyphs keep their order when the items are in paint order, as here, unless a form or
 * an operator is split: so each is looked for among the next few. */
static bool finds(const struct dt_page_content *was, const struct dt_page_content *is, uint32_t i,
		  uint32_t *at, float dx, float dy, struct count *count)
{
	const struct dt_glyph *a = &DT_AT(was, struct dt_glyph, was->glyphs)[i];
	const struct dt_glyph *glyphs = DT_AT(is, struct dt_glyph, is->glyphs);
	bool same_text = false;

	if (!is_free(was, i))
		dx = dy = 0;
	for (uint32_t k = 0; k < is->glyphs.count; k++) {
		uint32_t j = (*at + k) % is->glyphs.count;
		const struct dt_glyph *b = &glyphs[j];

		if (k > 3000)
			break;
		if (a->text_length != b->text_length ||
		    memcmp(DT_TEXT(was, was->text) + a->text, DT_TEXT(is, is->text) + b->text,
			   a->text_length) != 0)
			continue;
		same_text = true;
		/* broken files put glyphs a kilometre beside the page: float has no 0.05 pt there
		 */
		if (fabsf(b->x - a->x - dx) > TOLERANCE + fabsf(a->x) * 4e-7F ||
		    fabsf(b->y - a->y - dy) > TOLERANCE + fabsf(a->y) * 4e-7F)
			continue;
		if (DT_AT(was, struct dt_look, was->looks)[a->look].colour !=
		    DT_AT(is, struct dt_look, is->looks)[b->look].colour)
			count->colour++;
		*at = j + 1;
		return true;
	}
	count->place += same_text;
	count->text += !same_text;
	return false;
}

static void compare(const struct dt_page_content *was, const struct dt_page_content *is, float dx,
		    float dy, struct count *count)
{
	uint32_t at = 0;
	unsigned bad = 0;

	count->pages++;
	count->glyphs += was->glyphs.count;
	if (is->glyphs.count < was->glyphs.count)
		count->lost += was->glyphs.count - is->glyphs.count;
	for (uint32_t i = 0; i < was->glyphs.count; i++) {
		count->locked += !is_free(was, i);
		if (!finds(was, is, i, &at, dx, dy, count) && bad++ == 0)
			printf("page %u: glyph %u of %u at %g %g\n", was->number + 1, i,
			       was->glyphs.count,
			       (double)DT_AT(was, struct dt_glyph, was->glyphs)[i].x,
			       (double)DT_AT(was, struct dt_glyph, was->glyphs)[i].y);
	}
}

static void copy_file(const char *from, const char *to)
{
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	char block[65536];
	size_t n;

	if (!in || !out) {
		perror(in ? to : from);
		exit(2);
	}
	while ((n = fread(block, 1, sizeof(block), in)) > 0)
		fwrite(block, 1, n, out);
	fclose(in);
	if (fclose(out) != 0) {
		perror(to);
		exit(2);
	}
}

static struct harness *start(const char *modules, const char *work, const char *file)
{
	struct harness *h = harness_new(modules, work);

	harness_quiet(h, true);
	harness_input(h, file);
	harness_parameter(h, "target_lang", "es");
	harness_parameter(h, "mono", "yes");
	harness_parameter(h, "dual", "none");
	harness_parameter(h, "name", "moved");
	return h;
}

static void run(struct harness *h, const char *stage)
{
	struct dt_error err = { 0 };

	if (harness_run(h, stage, &err) != DT_OK || harness_failed_pages(h)) {
		printf("%s: %s\n", stage, err.text);
		exit(2);
	}
}

static void paint(struct harness *h, float dx, float dy, uint32_t step)
{
	struct dt_payload payload = { 0 };

	for (uint32_t page = 0; page < harness_pages(h); page++) {
		make_set(harness_take(h, "page.content", page, NULL), dx, dy, step, &payload);
		harness_feed(h, "page.set", page, payload.at, payload.used);
	}
	dt_payload_free(&payload);
	run(h, "pdf.paint");
	run(h, "pdf.write");
}

int main(int argc, char **argv)
{
	struct harness *h, *again;
	struct count count = { 0 };
	float dx = argc > 5 ? strtof(argv[5], NULL) : 0, dy = argc > 6 ? strtof(argv[6], NULL) : 0;
	uint32_t step = argc > 7 ? (uint32_t)strtoul(argv[7], NULL, 10) : 40;

	if (argc < 5 || step == 0) {
		fprintf(stderr, "usage: move-all MODULES WORKDIR FILE.pdf OUT.pdf [DX [DY [N]]]\n");
		return 2;
	}
	h = start(argv[1], argv[2], argv[3]);
	run(h, "pdf.parse");
	paint(h, dx, dy, step);
	if (!harness_file(h, 1)) {
		printf("pdf.write gave no file\n");
		return 2;
	}
	copy_file(DT_TEXT(harness_file(h, 1), harness_file(h, 1)->path), argv[4]);
	again = start(argv[1], argv[2], argv[4]);
	run(again, "pdf.parse");
	for (uint32_t page = 0; page < harness_pages(h) && page < harness_pages(again); page++)
		compare(harness_take(h, "page.content", page, NULL),
			harness_take(again, "page.content", page, NULL), dx, dy, &count);
	printf("%u pages, %u glyphs (%u locked): %u lost, %u of other text, %u elsewhere, "
	       "%u of other colour\n",
	       count.pages, count.glyphs, count.locked, count.lost, count.text, count.place,
	       count.colour);
	harness_free(h);
	harness_free(again);
	return count.lost || count.text || count.place;
}
