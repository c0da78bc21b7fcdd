/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * validate.h - the stage that reads glossaries and tells what is in them.
 *
 * Its report is {"glossaries": [{"path", "name", "entries", ...}]}; a file that cannot be read has
 * "error" there, and the others are read all the same.  Needs no document.
 */
#ifndef ROUTE_VALIDATE_H
#define ROUTE_VALIDATE_H

#include <doctranslate/plugin.h>

dt_status validate_end(const struct dt_call *call, struct dt_error *err);

#endif
