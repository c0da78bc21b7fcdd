/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pairs.h - which pairs of languages are installed, and what brings the others.
 *
 * Read once from the folder of modes; not changed afterwards, so any thread may look.
 */
#ifndef APERTIUM_PAIRS_H
#define APERTIUM_PAIRS_H

#include "languages.h"

#include <doctranslate/payload.h>

struct mode {
	char name[64]; /* "eng-spa": the file is NAME.mode */
	struct language source, target;
};

struct pairs {
	struct dt_list modes; /* struct mode, sorted by name */
};

#define APERTIUM_MODES_DIR "/usr/share/apertium/modes"

/* Finds the modes of a folder.  Apertium's own has none when it is not there: no pair is installed
 * then. */
dt_status pairs_read(struct pairs *pairs, const char *folder, struct dt_error *err);
void pairs_free(struct pairs *pairs);

/* The mode that suits two BCP 47 tags best; NULL with a sentence on what would bring one. */
const struct mode *pairs_find(const struct pairs *pairs, const char *source, const char *target,
			      struct dt_error *err);
/* The mode of that name; NULL with a sentence. */
const struct mode *pairs_named(const struct pairs *pairs, const char *name, struct dt_error *err);

#endif
