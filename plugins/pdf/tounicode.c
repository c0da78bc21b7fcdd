/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "tounicode.h"

/* Adobe's limit for the entries of one block. */
#define BLOCK 100

/* Longest text of one code, in UTF-16 units; readers take 512 bytes. */
#define MOST_UNITS 64

/* Appends without the alignment that payloads have. */
static void append(struct dt_payload *p, const char *text, size_t length)
{
	size_t used = p->used;

	if (p->failed)
		return;
	if (used + length > p->room) {
		dt_payload_room(p, length + 64);
		p->used = used;
	}
	if (p->failed)
		return;
	memcpy(p->at + used, text, length);
	p->used = used + length;
}

static void append_line(struct dt_payload *p, const char *text)
{
	append(p, text, strlen(text));
}

void dt_tounicode_begin(struct dt_tounicode *map, const char *spaces, unsigned n)
{
	char line[48];

	memset(map, 0, sizeof(*map));
	append_line(&map->out,
		    "/CIDInit /ProcSet findresource begin\n"
		    "12 dict begin\n"
		    "begincmap\n"
		    "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
		    "/CMapName /Adobe-Identity-UCS def\n"
		    "/CMapType 2 def\n");
	snprintf(line, sizeof(line), "%u begincodespacerange\n", n);
	append_line(&map->out, line);
	append_line(&map->out, spaces);
	append_line(&map->out, "endcodespacerange\n");
}

static void close_block(struct dt_tounicode *map, struct dt_tounicode_block *block,
			const char *kind)
{
	char line[32];

	if (!block->n)
		return;
	snprintf(line, sizeof(line), "%u beginbf%s\n", block->n, kind);
	append_line(&map->out, line);
	append(&map->out, block->lines.at, block->lines.used);
	snprintf(line, sizeof(line), "endbf%s\n", kind);
	append_line(&map->out, line);
	block->lines.used = 0;
	block->n = 0;
}

static void add_line(struct dt_tounicode *map, bool range, const char *line)
{
	struct dt_tounicode_block *block = range ? &map->ranges : &map->pairs;

	append_line(&block->lines, line);
	if (++block->n == BLOCK)
		close_block(map, block, range ? "range" : "char");
}

/* The codes in a row that are open, if any. */
static void close_row(struct dt_tounicode *map)
{
	int digits = 2 * (int)map->length;
	char line[48];

	if (!map->length)
		return;
	if (map->last == map->code)
		snprintf(line, sizeof(line), "<%0*X> <%04X>\n", digits, map->code, map->sign);
	else
		snprintf(line, sizeof(line), "<%0*X> <%0*X> <%04X>\n", digits, map->code, digits,
			 map->last, map->sign);
	add_line(map, map->last != map->code, line);
	map->length = 0;
}

/* The next character of *text, 0 at its end. */
static uint32_t next_character(const unsigned char **text)
{
	static const uint32_t smallest[] = { 0, 0x80, 0x800, 0x10000 };
	const unsigned char *s = *text;

	while (*s) {
		unsigned more = *s < 0x80 ? 0 : *s >= 0xf0 ? 3 : *s >= 0xe0 ? 2 : 1, k;
		uint32_t c = more ? *s & (0x3fu >> more) : *s;

		if ((*s >= 0x80 && *s < 0xc0) || *s >= 0xf8) {
			s++;
			continue;
		}
		for (k = 1; k <= more && (s[k] & 0xc0) == 0x80; k++)
			c = c << 6 | (s[k] & 0x3f);
		s += k;
		if (k == more + 1 && c >= smallest[more] && c <= 0x10ffff &&
		    (c < 0xd800 || c > 0xdfff)) {
			*text = s;
			return c;
		}
	}
	*text = s;
	return 0;
}

/* Only the last byte changes within a line: Technical Note 5411, 1.4.1. */
static bool continues_row(const struct dt_tounicode *map, uint32_t code, unsigned length,
			  uint32_t sign)
{
	return !map->single && map->length == length && code == map->last + 1 &&
	       (code & 0xff) != 0 && sign == map->sign + (code - map->code) && (sign & 0xff) != 0;
}

static void add_text(struct dt_tounicode *map, uint32_t code, unsigned length, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	char line[24 + 4 * (MOST_UNITS + 2)];
	int n = snprintf(line, sizeof(line), "<%0*X> <", 2 * (int)length, code), start = n;
	uint32_t c;

	while ((c = next_character(&s)) != 0 && n - start < 4 * MOST_UNITS) {
		if (c >= 0x10000)
			n += snprintf(line + n, sizeof(line) - (size_t)n, "%04X%04X",
				      0xd800 + ((c - 0x10000) >> 10),
				      0xdc00 + ((c - 0x10000) & 0x3ff));
		else
			n += snprintf(line + n, sizeof(line) - (size_t)n, "%04X", c);
	}
	if (n == start)
		return;
	snprintf(line + n, sizeof(line) - (size_t)n, ">\n");
	add_line(map, false, line);
}

void dt_tounicode_add(struct dt_tounicode *map, uint32_t code, unsigned length, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	uint32_t sign = next_character(&s);

	if (!sign)
		return;
	if (sign < 0x10000 && !next_character(&s)) {
		if (continues_row(map, code, length, sign)) {
			map->last = code;
			return;
		}
		close_row(map);
		map->code = map->last = code;
		map->sign = sign;
		map->length = length;
		return;
	}
	close_row(map);
	add_text(map, code, length, text);
}

bool dt_tounicode_end(struct dt_tounicode *map)
{
	close_row(map);
	close_block(map, &map->pairs, "char");
	close_block(map, &map->ranges, "range");
	append_line(&map->out, "endcmap\n"
			       "CMapName currentdict /CMap defineresource pop\n"
			       "end\nend\n");
	return !map->out.failed && !map->pairs.lines.failed && !map->ranges.lines.failed;
}

void dt_tounicode_free(struct dt_tounicode *map)
{
	dt_payload_free(&map->pairs.lines);
	dt_payload_free(&map->ranges.lines);
	dt_payload_free(&map->out);
}
