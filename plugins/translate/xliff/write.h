/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * write.h - a file of units, written as pages come.
 *
 * Memory does not grow with the document.  What goes wrong on the way (memory, a full
 * disk) is remembered and told by xliff_writer_end.  One thread at a time.
 */
#ifndef XLIFF_WRITE_H
#define XLIFF_WRITE_H

#include <doctranslate/plugin.h>
#include <doctranslate/types.h>

struct xliff_writer;

struct xliff_head {	      /* what the file says of the run; NULL: unknown */
	const char *document; /* name of the file, without folder */
	const char *digest, *source_lang, *pages, *use_tags, *keep_other_languages,
		*translate_comments;
};

/* Nothing is written before the first units tell the languages.  NULL with err. */
struct xliff_writer *xliff_writer_new(const char *path, const struct xliff_head *head,
				      struct dt_error *err);
/* The units of a page with its blocks, or of the titles with blocks NULL. */
void xliff_writer_add(struct xliff_writer *writer, const struct dt_units *units,
		      const struct dt_page_blocks *blocks);
/* Closes the file; bytes it has.  fallback is the language when no units came. */
dt_status xliff_writer_end(struct xliff_writer *writer, const char *target_lang, uint64_t *bytes,
			   struct dt_error *err);
void xliff_writer_free(struct xliff_writer *writer); /* takes NULL */

#endif
