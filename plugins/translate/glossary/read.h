/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * read.h - glossaries from files: CSV, TSV, TBX.
 *
 * CSV (RFC 4180): a header with source, target and maybe tgt_lng (or tgt_lang, target_lang,
 * target_language), in any order, other columns count for nothing; or no header and the two
 * columns source, target.  Delimiter, encoding and line ends are found.  TSV the same with tabs.
 * TBX (ISO 30042): version 2 (martif, termEntry, langSet, tig, ntig) and version 3 (tbx,
 * conceptEntry, langSec, termSec); all terms of the source language are sources, the preferred one
 * of the target language is the target; nothing is fetched and no entities are taken.
 *
 * Rows for other target languages are left out.  A row that is no good is left out with a remark;
 * a file that is no good as a whole is an error: one sentence with file and line.
 */
#ifndef GLOSSARY_READ_H
#define GLOSSARY_READ_H

#include "../text.h"
#include "glossary.h"

#include <doctranslate/payload.h>

enum {
	GLOSSARY_FILE_MOST = 64 << 20, /* bytes */
	GLOSSARY_REMARKS_MOST = 20     /* of a file; more are only counted */
};

enum glossary_format { GLOSSARY_CSV = 0, GLOSSARY_TSV, GLOSSARY_TBX };

/* What was found in a file. */
struct glossary_file {
	char *path;
	char encoding[32]; /* "UTF-8", or what it was taken for */
	uint32_t format;   /* enum glossary_format */
	uint32_t rows;	   /* rows with something in them, or pairs of terms */
	uint32_t terms;	   /* taken */
	uint32_t kept;	   /* of these, without a target: they stay as they are */
	uint32_t other_languages, again, conflicts, bad; /* rows left out, and why */
	struct dt_list remarks;				 /* char *: sentences, "FILE:LINE: ..." */
};

/* Several files into one glossary. */
struct glossary_files {
	struct glossary *glossary;
	struct dt_list list; /* struct glossary_file */
	uint32_t flags;	     /* of the terms */
};

/* The next file; the first one that has a term wins. */
dt_status glossary_read(struct glossary_files *files, const char *path, struct dt_error *err);
/* All files of a list with a path on each line, as the parameter "glossary" has it; takes NULL. */
dt_status glossary_read_list(struct glossary_files *files, const char *paths, struct dt_error *err);
/* Not the glossary. */
void glossary_files_free(struct glossary_files *files);

static inline const struct glossary_file *glossary_file_at(const struct glossary_files *files,
							   uint32_t i)
{
	return (const struct glossary_file *)files->list.at + i;
}

#endif
