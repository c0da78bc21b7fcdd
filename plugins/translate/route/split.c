/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "split.h"

#include "../text.h"
#include "judge.h"
#include "remember.h"
#include "rules.h"
#include "weigh.h"

#ifdef HAVE_ICU
#include <unicode/ubrk.h>
#include <unicode/utext.h>
#endif

enum { SHORTEST_PIECE = 24, MOST_PIECES = 4096 }; /* bytes; pieces */

/* ---- where ------------------------------------------------------------------------- */

/* A copy in which marks are blanks, and what stands inside of one is marked in inside. */
static char *without_marks(const char *markup, size_t length, uint8_t *inside)
{
	char *copy = malloc(length + 1);
	size_t depth = 0;

	for (size_t i = 0; i < length && copy; i++) {
		size_t end = i;

		inside[i] = depth > 0;
		copy[i] = markup[i];
		if (markup[i] != '<')
			continue;
		while (end + 1 < length && markup[end] != '>')
			end++;
		if (markup[i + 1] == '/')
			depth -= depth > 0;
		else
			depth += markup[end - 1] != '/';
		memset(copy + i, ' ', end + 1 - i);
		memset(inside + i, 1, end + 1 - i);
		/* behind its last byte one may cut when nothing is open */
		inside[i] = 1;
		i = end;
	}
	if (copy)
		copy[length] = '\0';
	return copy;
}

/* May one cut before this byte: is nothing open there? */
static bool is_free(const char *markup, const uint8_t *inside, size_t length, size_t at)
{
	if (!at || at >= length || ((unsigned char)markup[at] & 0xc0) == 0x80)
		return false;
	return !inside[at] || (markup[at] == '<' && markup[at + 1] != '/' && !inside[at - 1]);
}

struct search {
	const char *markup;
	const uint8_t *inside;
	size_t length, at, best;
};

static void try_place(struct search *search, size_t place)
{
	size_t now = place > search->at ? place - search->at : search->at - place;
	size_t best =
		search->best > search->at ? search->best - search->at : search->at - search->best;

	if (is_free(search->markup, search->inside, search->length, place) &&
	    (!search->best || now < best))
		search->best = place;
}

#ifdef HAVE_ICU
static void try_sentences(struct search *search, const char *plain, const char *lang)
{
	UErrorCode code = U_ZERO_ERROR;
	UText *text = utext_openUTF8(NULL, plain, (int64_t)search->length, &code);
	UBreakIterator *sentences = ubrk_open(UBRK_SENTENCE, lang, NULL, 0, &code);

	if (U_SUCCESS(code))
		ubrk_setUText(sentences, text, &code);
	if (U_SUCCESS(code))
		for (int32_t at = ubrk_first(sentences); at != UBRK_DONE; at = ubrk_next(sentences))
			try_place(search, (size_t)at);
	if (sentences)
		ubrk_close(sentences);
	if (text)
		utext_close(text);
}
#else
static void try_sentences(struct search *search, const char *plain, const char *lang)
{
	(void)lang;
	for (size_t i = 1; i + 1 < search->length; i++)
		if (plain[i] == ' ' && plain[i + 1] != ' ' && strchr(".!?", plain[i - 1]))
			try_place(search, i + 1);
}
#endif

static void try_words(struct search *search, const char *plain)
{
	for (size_t i = 1; i < search->length; i++)
		if (plain[i - 1] == ' ' && plain[i] != ' ')
			try_place(search, i);
}

/* Scripts that write without blanks: between any two characters. */
static void try_characters(struct search *search, const char *plain)
{
	const char *at = plain, *end = plain + search->length;

	while (at < end) {
		const char *start = at;
		uint32_t code = markup_decode(&at, end);

		if (rules_runs_on(code))
			try_place(search, (size_t)(start - plain));
	}
}

size_t split_place(const char *markup, size_t length, size_t at, const char *lang)
{
	uint8_t *inside = calloc(length + 1, 1);
	char *plain = inside ? without_marks(markup, length, inside) : NULL;
	struct search search = { markup, inside, length, at, 0 };

	if (plain) {
		try_sentences(&search, plain, lang);
		if (!search.best)
			try_words(&search, plain);
		if (!search.best)
			try_characters(&search, plain);
	}
	free(plain);
	free(inside);
	return search.best;
}

/* ---- pieces ------------------------------------------------------------------------- */

void split_free(struct ask *ask)
{
	for (uint32_t i = 0; i < ask->n_pieces; i++) {
		text_free(&ask->pieces[i].markup);
		text_free(&ask->pieces[i].answer);
	}
	free(ask->pieces);
	ask->pieces = NULL;
	ask->n_pieces = 0;
	ask->wanted_pieces = 0;
}

static void fill_piece(const struct asking *asking, struct ask *whole, struct ask *piece,
		       const char *at, size_t length)
{
	piece->source = whole->source;
	piece->role = whole->role;
	piece->section = whole->section;
	memcpy(piece->id, whole->id, sizeof(piece->id));
	piece->whole = whole;
	while (length && at[length - 1] == ' ')
		length--;
	text_add(&piece->markup, at, length);
	piece->room = (uint32_t)((uint64_t)whole->room * length /
				 (whole->markup.n ? whole->markup.n : 1));
	piece->tokens = weigh_text(asking, &piece->markup);
}

bool split_ask(const struct asking *asking, struct ask *ask)
{
	uint32_t wanted = ask->wanted_pieces, n = 0;
	const char *text = ask->markup.at;
	size_t length = ask->markup.n, start = 0;
	struct ask *pieces;

	if (wanted > MOST_PIECES || length / wanted < SHORTEST_PIECE)
		return false;
	pieces = calloc(wanted, sizeof(*pieces));
	if (!pieces)
		return false;
	for (uint32_t i = 1; i <= wanted && start < length; i++) {
		size_t left = length - start;
		size_t end = i == wanted ? 0
					 : split_place(text + start, left, left / (wanted - i + 1),
						       asking->source_lang);

		end = end ? start + end : length;
		fill_piece(asking, ask, &pieces[n++], text + start, end - start);
		start = end;
	}
	if (n <= (ask->n_pieces ? ask->n_pieces : 1)) {
		for (uint32_t i = 0; i < n; i++)
			text_free(&pieces[i].markup);
		free(pieces);
		return false;
	}
	split_free(ask);
	ask->pieces = pieces;
	ask->n_pieces = n;
	return true;
}

void split_long(const struct asking *asking, struct ask *ask)
{
	size_t most_bytes = asking->max_chars, n = 1;
	uint32_t most_tokens = asking->max_tokens;

	if (most_bytes && ask->markup.n > most_bytes)
		n = ask->markup.n * 4 / 3 / most_bytes + 1;
	if (most_tokens && ask->tokens > most_tokens && ask->tokens / most_tokens >= n)
		n = (size_t)ask->tokens * 4 / 3 / most_tokens + 1;
	if (n < 2)
		return;
	ask->wanted_pieces = (uint32_t)n;
	split_ask(asking, ask);
}

/* ---- and back ------------------------------------------------------------------------ */

/* Is a blank written between two sentences of that language? */
static const char *glue_of(const char *lang)
{
	static const char *const without[] = { "zh", "ja", "yue", "th", "lo", "km", "my" };
	size_t n = strcspn(lang, "-_");

	for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++)
		if (strlen(without[i]) == n && !memcmp(without[i], lang, n))
			return "";
	return " ";
}

void split_take(const struct asking *asking, struct ask *piece, struct text *answer, uint32_t round)
{
	struct ask *whole = piece->whole;
	struct text joined = { 0 };

	text_free(&piece->answer);
	piece->answer = *answer;
	memset(answer, 0, sizeof(*answer));
	piece->answered = true;
	for (uint32_t i = 0; i < whole->n_pieces; i++)
		if (!whole->pieces[i].answered)
			return;
	for (uint32_t i = 0; i < whole->n_pieces; i++) {
		const struct text *part = &whole->pieces[i].answer;

		if (i)
			text_add_string(&joined, glue_of(asking->target_lang));
		text_add(&joined, part->at, part->n);
		joined.failed |= part->failed;
		whole->pieces[i].answered = false;
	}
	judge_take(asking, whole, &joined, round);
	text_free(&joined);
}

/* ---- an earlier run of the job --------------------------------------------------------- */

void split_take_known(const struct asking *asking, struct ask *ask, uint32_t round)
{
	/* with the last of them the whole is judged */
	for (uint32_t i = 0; i < ask->n_pieces; i++) {
		char *known = remember_find_piece(asking, &ask->pieces[i]);
		struct text answer = { 0 };

		if (known)
			text_add_string(&answer, known);
		if (answer.n && !answer.failed)
			split_take(asking, &ask->pieces[i], &answer, round);
		text_free(&answer);
		free(known);
	}
}

void split_resume(const struct asking *asking, struct ask *ask, uint32_t round)
{
	uint32_t wanted = remember_find_cuts(asking, ask);

	if (wanted > ask->wanted_pieces) {
		ask->wanted_pieces = wanted;
		split_ask(asking, ask);
	}
	split_take_known(asking, ask, round);
}
