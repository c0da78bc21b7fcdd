/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* reading.h - inside of read.h: what the readers of the formats share. */
#ifndef GLOSSARY_READING_H
#define GLOSSARY_READING_H

#include "read.h"

struct reading {
	struct glossary_files *files;
	struct glossary_file *file;
	uint32_t number; /* of the file */
	struct text bytes;
	struct dt_error *err;
};

struct pair {
	const char *source, *target, *lang; /* lang: of the target, or NULL */
	size_t source_length, target_length;
	uint32_t line;
};

/* read.c: takes a pair into the glossary, with remarks; false when reading has to end, with err. */
bool reading_take(struct reading *r, const struct pair *pair);
/* A remark with file and line; line 0: of the whole file. */
__attribute__((format(printf, 3, 4))) void reading_remark(struct reading *r, uint32_t line,
							  const char *format, ...);
/* Fails with "FILE:LINE: ..." in front. */
__attribute__((format(printf, 3, 4))) dt_status reading_fail(struct reading *r, uint32_t line,
							     const char *format, ...);

/* encoding.c: makes the bytes UTF-8 without a mark of byte order. */
dt_status encoding_read(struct reading *r);
/* csv.c */
dt_status csv_read(struct reading *r, bool tabs);
/* tbx.c */
dt_status tbx_read(struct reading *r);

#endif
