/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * values.h - the text of a setting becomes its value.
 *
 * Texts and lists belong to the keeper.  Functions are false with a few words for what was wanted.
 */
#ifndef DT_SERVE_VALUES_H
#define DT_SERVE_VALUES_H

#include "table.h"

struct keeper { /* of what settings point to */
	void **at;
	size_t n;
};

void *keep(struct keeper *keeper, void *block); /* NULL: no memory, and the block is freed */
char *keep_text(struct keeper *keeper, const char *text, size_t size);
void keeper_free(struct keeper *keeper);

/* The words between bars: "a|b". */
bool words_have(const char *words, const char *text, const char **found, size_t *length);
bool list_add(struct keeper *keeper, struct settings_list *list, const char *text, size_t size);
/* Sets the member of settings; wanted gets what would have been right. */
bool setting_set(const struct setting *setting, const char *text, struct keeper *keeper,
		 struct settings *settings, char *wanted, size_t size);

#endif
