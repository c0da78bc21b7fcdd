/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tell.h - what of jobs goes to the log and to the metrics. */
#ifndef DT_SERVE_TELL_H
#define DT_SERVE_TELL_H

#include "outcome.h"

void tell_created(const char *id, const char *kind, const char *owner, uint64_t bytes);
void tell_refused(const char *kind, const char *reason);
void tell_claimed(const struct dt_record *record);
void tell_handed_back(const char *id);
void tell_end(const char *id, const char *kind, const struct ending *ending, int64_t created);
void tell_trouble(const char *what);
void tell_removed(const char *what, unsigned n);

#endif
