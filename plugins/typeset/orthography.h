/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * orthography.h - the characters that a language is written with, as fontconfig knows them.
 *
 * Read-only data of the process; pure functions.
 */
#ifndef TYPESET_ORTHOGRAPHY_H
#define TYPESET_ORTHOGRAPHY_H

#include <fontconfig/fontconfig.h>

/* language: a BCP 47 tag.  NULL: not known. */
const FcCharSet *orthography_find(const char *language);

#endif /* TYPESET_ORTHOGRAPHY_H */
