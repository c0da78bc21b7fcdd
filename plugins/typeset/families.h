/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * families.h - which font families are preferred for which script: data.
 *
 * The first family of a row that the machine has is taken; what no row has is
 * looked for in all fonts by coverage.  A row may be for one language ("zh" in
 * Hong Kong is not "zh" in China).  Package: what brings the families in Debian.
 */
#ifndef TYPESET_FAMILIES_H
#define TYPESET_FAMILIES_H

#include <stddef.h>
#include <stdint.h>

#include <hb.h>

enum family_kind { FAMILY_SERIF = 0, FAMILY_SANS, FAMILY_MONO, FAMILY_KINDS };

struct family_row {
	hb_script_t script;
	const char *language; /* beginning of the target's tag, NULL: any */
	const char *package;
	const char *families[FAMILY_KINDS][5]; /* keys as of family_key(), NULL-terminated */
};

/* The row for a script in a language; NULL: none, go by coverage. */
const struct family_row *family_row_find(hb_script_t script, const char *language);
/* A family that looks like the source's font, by the start of its name; or NULL. */
const char *family_alike(const char *source_key);
/* The Debian package that brings the script, and the script's English name. */
const char *script_package(hb_script_t script);
const char *script_name(hb_script_t script);
/* The script that a language is written in by default, HB_SCRIPT_LATIN if unknown. */
hb_script_t language_script(const char *language);

#endif /* TYPESET_FAMILIES_H */
