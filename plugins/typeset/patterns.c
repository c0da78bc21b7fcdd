/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "patterns.h"

#include <doctranslate/payload.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_LINE 256u
#define LEAST	     2u /* letters on each side of a hyphen */
#define MOST_LEVELS  2u

/* The patterns of a level as a trie.  Its edges are in one table, by the node that they leave and
 * their letter; node 0 is the root, an edge to it is none. */
struct edge {
	uint32_t from, to;
	uint16_t letter;
};

struct level {
	struct edge *edges;
	uint32_t mask, n_edges;
	struct dt_list nodes;  /* uint32_t: where its values begin, + 1; 0: no pattern ends here */
	struct dt_list values; /* char: one more than the pattern has letters */
	uint32_t left, right;  /* least letters at the ends of a word, */
	uint32_t part_left, part_right; /* and at those of a part of a compound */
};

struct patterns {
	struct level levels[MOST_LEVELS];
	uint32_t n;
};

static struct edge *find_edge(const struct level *level, uint32_t from, uint16_t letter)
{
	uint32_t hash = (from * 0x9e3779b1u) ^ (letter * 0x85ebca6bu);
	uint32_t slot = (hash ^ hash >> 15) & level->mask;

	while (level->edges[slot].to &&
	       (level->edges[slot].from != from || level->edges[slot].letter != letter))
		slot = (slot + 1) & level->mask;
	return &level->edges[slot];
}

/* ---- reading --------------------------------------------------------------- */

struct reader {
	FILE *file;
	iconv_t codes;
	struct level *level;
	uint32_t line[LONGEST_LINE];
	uint32_t n;
};

static bool next_line(struct reader *r)
{
	char bytes[LONGEST_LINE], *in = bytes, *out = (char *)r->line;
	size_t length, left = sizeof(r->line);

	if (!fgets(bytes, sizeof(bytes), r->file))
		return false;
	length = strcspn(bytes, "\r\n");
	iconv(r->codes, NULL, NULL, NULL, NULL);
	iconv(r->codes, &in, &length, &out, &left);
	r->n = (uint32_t)((sizeof(r->line) - left) / sizeof(r->line[0]));
	if (length) /* letters of another encoding */
		r->n = 0;
	return true;
}

static bool starts(const struct reader *r, const char *word)
{
	uint32_t n = (uint32_t)strlen(word);

	if (r->n < n)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (r->line[i] != (unsigned char)word[i])
			return false;
	return true;
}

/* "LEFTHYPHENMIN 2": sets *to. */
static bool setting(const struct reader *r, const char *name, uint32_t *to)
{
	uint32_t value = 0;

	if (!starts(r, name))
		return false;
	for (uint32_t i = (uint32_t)strlen(name); i < r->n; i++)
		if (r->line[i] >= '0' && r->line[i] <= '9' && value < 100)
			value = value * 10 + r->line[i] - '0';
	*to = value;
	return true;
}

static bool grow(struct level *level)
{
	struct level larger = { .mask = level->mask ? 2 * level->mask + 1 : 1023 };

	larger.edges = calloc((size_t)larger.mask + 1, sizeof(struct edge));
	if (!larger.edges)
		return false;
	for (uint32_t i = 0; level->edges && i <= level->mask; i++)
		if (level->edges[i].to)
			*find_edge(&larger, level->edges[i].from, level->edges[i].letter) =
				level->edges[i];
	free(level->edges);
	level->edges = larger.edges;
	level->mask = larger.mask;
	return true;
}

static bool open_level(struct level *level)
{
	return grow(level) && DT_LIST_ADD(&level->nodes, uint32_t);
}

/* The node behind a letter; 0: out of memory. */
static uint32_t child_of(struct level *level, uint32_t node, uint16_t letter)
{
	struct edge *edge;

	if (4 * level->n_edges >= 3 * level->mask && !grow(level))
		return 0;
	edge = find_edge(level, node, letter);
	if (edge->to)
		return edge->to;
	if (!DT_LIST_ADD(&level->nodes, uint32_t))
		return 0;
	*edge = (struct edge){ node, level->nodes.n - 1, letter };
	level->n_edges++;
	return edge->to;
}

/* "a1bc2": the letters a, b, c, and 0, 1, 0, 2 before, between and behind them. */
static bool add_pattern(const struct reader *r)
{
	struct level *level = r->level;
	char values[LONGEST_LINE + 1] = { 0 };
	uint32_t n = 0, node = 0, place = level->values.n;

	for (uint32_t i = 0; i < r->n; i++) {
		if (r->line[i] >= '0' && r->line[i] <= '9') {
			values[n] = (char)(r->line[i] - '0');
			continue;
		}
		if (r->line[i] > UINT16_MAX || r->line[i] == '/' || r->line[i] == '=')
			return false;
		node = child_of(level, node, (uint16_t)r->line[i]);
		if (!node)
			return false;
		n++;
	}
	for (uint32_t i = 0; n && i <= n; i++) {
		char *to = DT_LIST_ADD(&level->values, char);

		if (!to)
			return false;
		*to = values[i];
	}
	/* of two for the same letters the later one counts */
	if (n)
		((uint32_t *)level->nodes.at)[node] = place + 1;
	return true;
}

static bool read_line(struct reader *r, struct patterns *patterns)
{
	static const char *const others[] = { "NOHYPHEN", "COMPOUND" };
	struct level *level = r->level;

	if (!r->n || r->line[0] == '#' || r->line[0] == '%')
		return true;
	if (starts(r, "NEXTLEVEL")) {
		if (patterns->n == MOST_LEVELS)
			return false;
		r->level = &patterns->levels[patterns->n++];
		return open_level(r->level);
	}
	if (setting(r, "LEFTHYPHENMIN", &level->left) ||
	    setting(r, "RIGHTHYPHENMIN", &level->right) ||
	    setting(r, "COMPOUNDLEFTHYPHENMIN", &level->part_left) ||
	    setting(r, "COMPOUNDRIGHTHYPHENMIN", &level->part_right))
		return true;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (starts(r, others[i]))
			return true;
	return add_pattern(r);
}

static bool read_all(struct reader *r, struct patterns *patterns)
{
	char name[64];

	if (!fgets(name, sizeof(name), r->file))
		return false;
	name[strcspn(name, "\r\n")] = '\0';
	r->codes = iconv_open("UTF-32LE", name);
	if (r->codes == (iconv_t)-1)
		return false;
	r->level = &patterns->levels[patterns->n++];
	if (!open_level(r->level))
		return false;
	while (next_line(r))
		if (!read_line(r, patterns))
			return false;
	return true;
}

struct patterns *patterns_load(const char *path)
{
	struct reader reader = { .file = fopen(path, "r"), .codes = (iconv_t)-1 };
	struct patterns *patterns = calloc(1, sizeof(*patterns));
	bool done = reader.file && patterns && read_all(&reader, patterns);

	if (reader.codes != (iconv_t)-1)
		iconv_close(reader.codes);
	if (reader.file)
		fclose(reader.file);
	if (done)
		return patterns;
	patterns_free(patterns);
	return NULL;
}

void patterns_free(struct patterns *patterns)
{
	for (uint32_t i = 0; patterns && i < patterns->n; i++) {
		dt_list_free(&patterns->levels[i].nodes);
		dt_list_free(&patterns->levels[i].values);
		free(patterns->levels[i].edges);
	}
	free(patterns);
}

/* ---- dividing -------------------------------------------------------------- */

/*
 * values[i]: the greatest before letter i.  At each letter only the longest beginning of a pattern
 * counts that ends there, and only when it is one to its end: the dictionaries are made for that,
 * and repeat in longer patterns what shorter ones say.
 */
static void match(const struct level *level, const uint16_t *word, uint32_t n, char *values)
{
	uint32_t active[PATTERNS_WORD + 2];
	char all[PATTERNS_WORD + 3] = { 0 };

	for (uint32_t at = 0; at < n + 2; at++) {
		uint16_t letter = at && at <= n ? word[at - 1] : '.';
		uint32_t longest = 0, from = 0, place;

		active[at] = 0;
		for (uint32_t start = 0; start <= at; start++) {
			if (start < at && !active[start])
				continue;
			active[start] = find_edge(level, active[start], letter)->to;
			if (!longest && active[start]) {
				longest = active[start];
				from = start;
			}
		}
		place = longest ? ((const uint32_t *)level->nodes.at)[longest] : 0;
		for (uint32_t i = 0; place && i <= at + 1 - from; i++) {
			char value = ((const char *)level->values.at)[place - 1 + i];

			if (value > all[from + i])
				all[from + i] = value;
		}
	}
	memcpy(values, all + 1, n);
}

/* The parts of a compound, each on its own: one that is a compound again has parts, too. */
static void divide_parts(const struct patterns *patterns, const uint16_t *word, uint32_t n,
			 bool *breaks)
{
	const struct level *outer = &patterns->levels[0];
	uint32_t left = outer->part_left > LEAST ? outer->part_left : LEAST;
	uint32_t right = outer->part_right > LEAST ? outer->part_right : LEAST;
	char values[PATTERNS_WORD];
	uint32_t begin = 0;

	match(outer, word, n, values);
	for (uint32_t i = 1; i <= n; i++) {
		if (i < n ? !(values[i] & 1) : !begin)
			continue;
		divide_parts(patterns, word + begin, i - begin, breaks + begin);
		for (uint32_t k = begin + 1; k < i; k++)
			breaks[k] &= (!begin || k - begin >= left) && (i == n || i - k >= right);
		if (i < n)
			breaks[i] = true;
		begin = i;
	}
	if (begin)
		return;
	match(&patterns->levels[1], word, n, values);
	for (uint32_t i = 1; i < n; i++)
		breaks[i] = values[i] & 1;
}

bool patterns_divide(const struct patterns *patterns, const uint32_t *letters, uint32_t n,
		     bool *breaks)
{
	const struct level *outer = &patterns->levels[0];
	char values[PATTERNS_WORD];
	uint16_t word[PATTERNS_WORD];
	uint32_t left = outer->left > LEAST ? outer->left : LEAST;
	uint32_t right = outer->right > LEAST ? outer->right : LEAST;

	if (!n || n > PATTERNS_WORD)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		word[i] = (uint16_t)(letters[i] > UINT16_MAX ? 0 : letters[i]);
		breaks[i] = false;
	}
	if (patterns->n > 1) {
		divide_parts(patterns, word, n, breaks);
	} else {
		match(outer, word, n, values);
		for (uint32_t i = 1; i < n; i++)
			breaks[i] = values[i] & 1;
	}
	for (uint32_t i = 0; i < n; i++)
		if (i < left || n - i < right)
			breaks[i] = false;
	return true;
}
