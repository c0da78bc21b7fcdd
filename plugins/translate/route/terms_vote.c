/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "terms.h"

#include <unicase.h>
#include <uninorm.h>

/* What was said, by the source in small letters. */
struct voice {
	uint8_t *folded;
	struct found_term term;
};

static int compare_targets(const struct voice *one, const struct voice *other)
{
	int by = strcmp((const char *)one->folded, (const char *)other->folded);

	return by ? by : strcmp(one->term.target, other->term.target);
}

static int compare_voices(const void *a, const void *b)
{
	const struct voice *one = a, *other = b;
	int by = compare_targets(one, other);

	if (by)
		return by;
	return (one->term.order > other->term.order) - (one->term.order < other->term.order);
}

static uint8_t *fold(const char *text)
{
	size_t length = 0;
	uint8_t *folded = u8_casefold((const uint8_t *)text, strlen(text) + 1, NULL, UNINORM_NFKC,
				      NULL, &length);

	return folded ? folded : (uint8_t *)strdup(text);
}

static void voice_free(struct voice *voice)
{
	free(voice->folded);
	free(voice->term.source);
	free(voice->term.target);
}

/* Is the first one to be preferred?  What was said more often, else what was said before. */
static bool is_better(const struct voice *voice, const struct voice *other)
{
	if (voice->term.count != other->term.count)
		return voice->term.count > other->term.count;
	return voice->term.order < other->term.order;
}

/* One for each source, in front; the others are freed.  How many there are. */
static uint32_t unite(struct voice *voices, uint32_t n)
{
	uint32_t kept = 0, out = 0;

	/* equal targets become one voice that counts more */
	for (uint32_t i = 0; i < n; i++) {
		if (kept && !compare_targets(&voices[kept - 1], &voices[i])) {
			voices[kept - 1].term.count++;
			voice_free(&voices[i]);
		} else {
			voices[kept++] = voices[i];
		}
	}
	for (uint32_t i = 0; i < kept; i++) {
		if (out && !strcmp((char *)voices[out - 1].folded, (char *)voices[i].folded)) {
			struct voice *last = &voices[out - 1], loser = voices[i];

			if (is_better(&voices[i], last)) {
				loser = *last;
				*last = voices[i];
			}
			voice_free(&loser);
		} else {
			voices[out++] = voices[i];
		}
	}
	return out;
}

bool terms_vote(struct dt_list *found)
{
	struct found_term *terms = found->at;
	struct voice *voices = calloc(found->n + 1, sizeof(*voices));
	uint32_t n = 0;

	if (!voices)
		return false;
	for (; n < found->n; n++) {
		voices[n].term = terms[n];
		voices[n].folded = fold(terms[n].source);
		if (!voices[n].folded)
			break;
	}
	if (n < found->n) {
		while (n--)
			free(voices[n].folded);
		free(voices);
		return false;
	}
	qsort(voices, n, sizeof(*voices), compare_voices);
	found->n = unite(voices, n);
	for (uint32_t i = 0; i < found->n; i++) {
		terms[i] = voices[i].term;
		free(voices[i].folded);
	}
	free(voices);
	return true;
}

void found_free(struct dt_list *found)
{
	for (uint32_t i = 0; i < found->n; i++) {
		struct found_term *term = (struct found_term *)found->at + i;

		free(term->source);
		free(term->target);
	}
	dt_list_free(found);
}
