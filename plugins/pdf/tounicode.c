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

void dt_tounicode_begin(struct dt_tounicode *map)
{
	memset(map, 0, sizeof(*map));
	append_line(&map->out,
		    "/CIDInit /ProcSet findresource begin\n"
		    "12 dict begin\n"
		    "begincmap\n"
		    "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
		    "/CMapName /Adobe-Identity-UCS def\n"
		    "/CMapType 2 def\n"
		    "1 begincodespacerange\n"
		    "<0000> <FFFF>\n"
		    "endcodespacerange\n");
}

static void close_block(struct dt_tounicode *map)
{
	char line[32];

	if (!map->n)
		return;
	snprintf(line, sizeof(line), "%u beginbfchar\n", map->n);
	append_line(&map->out, line);
	append(&map->out, map->pairs.at, map->pairs.used);
	append_line(&map->out, "endbfchar\n");
	map->pairs.used = 0;
	map->n = 0;
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

void dt_tounicode_add(struct dt_tounicode *map, uint32_t code, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	char line[16 + 4 * (MOST_UNITS + 2)];
	int n = snprintf(line, sizeof(line), "<%04X> <", code & 0xffff), start = n;
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
	append(&map->pairs, line, (size_t)n);
	append(&map->pairs, ">\n", 2);
	if (++map->n == BLOCK)
		close_block(map);
}

bool dt_tounicode_end(struct dt_tounicode *map)
{
	close_block(map);
	append_line(&map->out, "endcmap\n"
			       "CMapName currentdict /CMap defineresource pop\n"
			       "end\nend\n");
	return !map->out.failed && !map->pairs.failed;
}

void dt_tounicode_free(struct dt_tounicode *map)
{
	dt_payload_free(&map->pairs);
	dt_payload_free(&map->out);
}
