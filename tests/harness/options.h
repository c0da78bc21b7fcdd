/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* options.h - sets one option of an options struct from its text; for the harness. */
#ifndef DT_TESTS_OPTIONS_H
#define DT_TESTS_OPTIONS_H

#include <doctranslate/plugin.h>

/* 0, or -1 when text is no value of that option.  Strings are borrowed. */
int option_set(const struct dt_option *option, const char *text, void *options);

#endif /* DT_TESTS_OPTIONS_H */
