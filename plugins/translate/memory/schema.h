/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* schema.h - the tables of a translation memory and of a journal, and how they came about. */
#ifndef MEMORY_SCHEMA_H
#define MEMORY_SCHEMA_H

#include "database.h"

extern const struct database_kind schema_memory, schema_journal;

#endif /* MEMORY_SCHEMA_H */
