/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Replies of a model that mean harm: whatever bytes they are, reading them ends, and what it hands
 * on is text.  Built by tests/fuzz-replies, with libFuzzer where clang has it, else with a loop
 * that changes seeds at random.
 */
#include "config.h"

#include "plugins/translate/llm/llm.h"
#include "plugins/translate/markup.h"

#include <stdio.h>
#include <time.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const texts[] = {
	"One <g id='1'>bold</g> word and <x id='2'/>",
	"Two\xe2\x80\xa8lines",
	"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xe2\x80\xab x",
};

/* What is handed on is UTF-8 without controls, of a segment that was asked for. */
static void answer(void *ctx, uint32_t i, const char *text, size_t length)
{
	const struct dt_batch *batch = ctx;
	const char *end = text + length;

	if (i >= batch->n || strlen(text) != length)
		__builtin_trap();
	while (text < end) {
		uint32_t code = markup_decode(&text, end);

		if (code == UINT32_MAX || (code < 0x20 && code != '\t') ||
		    (code >= 0x7f && code < 0xa0) || code == 0xfffc || code == 0x202e)
			__builtin_trap();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dt_batch batch = { .size = sizeof(batch),
				  .texts = texts,
				  .source_lang = "en",
				  .target_lang = "es",
				  .answer = answer };
	struct llm_reply reply = { .text = (const char *)data + 1, .length = size - 1 };
	struct dt_error err = { 0 };
	uint32_t answered;

	if (!size)
		return 0;
	batch.ctx = &batch;
	batch.n = data[0] & 1 ? 1 : 3;
	batch.task = data[0] & 2 ? DT_TASK_TERMS : DT_TASK_TRANSLATE;
	reply.stop = data[0] & 4 ? LLM_STOP_LENGTH : LLM_STOP_END;
	if (llm_take(&batch, &reply, &answered, &err) == DT_OK && err.status != DT_OK)
		__builtin_trap();
	return 0;
}

#ifdef FUZZ_LOOP
static const char pieces[][12] = {
	"{",	    "}",	 "[",	     "]",	   "\"",	   "\\",  ":", ",",
	"\\u",	    "<think>",	 "</think>", "<g id='",	   "</g>",	   "<x ", "&", "\n",
	"{\"id\":", "\"text\":", "1",	     "9999999999", "\xe2\x80\xae", "\xff"
};

/* One change: a byte, a piece put in, a piece cut out. */
static size_t change(char *at, size_t n, size_t room, unsigned *state)
{
	size_t where, length;
	const char *piece;

	*state = *state * 1664525u + 1013904223u;
	where = n ? (*state >> 8) % n : 0;
	switch (*state >> 28 & 3) {
	case 0:
		at[where] = (char)(*state >> 16);
		return n;
	case 1:
		length = (*state >> 4) % 20;
		if (where + length >= n)
			return where + 1;
		memmove(at + where, at + where + length, n - where - length);
		return n - length;
	default:
		piece = pieces[(*state >> 12) % (sizeof(pieces) / sizeof(pieces[0]))];
		length = strlen(piece);
		if (n + length > room)
			return n;
		memmove(at + where + length, at + where, n - where);
		memcpy(at + where, piece, length);
		return n + length;
	}
}

enum { MOST_SEEDS = 32 };

static size_t read_seed(const char *path, char *bytes, size_t room)
{
	FILE *file = fopen(path, "rb");
	size_t n = file ? fread(bytes, 1, room, file) : 0;

	if (!n) {
		perror(path);
		exit(2);
	}
	fclose(file);
	return n;
}

/* replies SECONDS SEED...: files with a byte for the batch, and a reply */
int main(int argc, char **argv)
{
	char seeds[MOST_SEEDS][1024], bytes[4096];
	size_t lengths[MOST_SEEDS], n_seeds = 0;
	unsigned state = 1;
	unsigned long n = 0;
	time_t end;

	for (int i = 2; i < argc && n_seeds < MOST_SEEDS; i++, n_seeds++)
		lengths[n_seeds] = read_seed(argv[i], seeds[n_seeds], sizeof(seeds[0]));
	if (!n_seeds)
		return 2;
	end = time(NULL) + strtol(argv[1], NULL, 10);
	do {
		size_t length = lengths[n % n_seeds];
		char *exact;

		memcpy(bytes, seeds[n % n_seeds], length);
		for (unsigned i = 0; i < 1 + n % 24; i++)
			length = change(bytes, length, sizeof(bytes), &state);
		exact = malloc(length); /* so that a byte too far is seen */
		if (!exact)
			return 1;
		memcpy(exact, bytes, length);
		LLVMFuzzerTestOneInput((uint8_t *)exact, length);
		free(exact);
		n++;
	} while (n % 256 || time(NULL) < end);
	printf("%lu replies, no fault\n", n);
	return 0;
}
#endif
