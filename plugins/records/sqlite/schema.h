/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* schema.h - the tables of the records, by version. */
#ifndef RECORDS_SCHEMA_H
#define RECORDS_SCHEMA_H

#include "connection.h"

extern const struct schema records_schema;

#endif /* RECORDS_SCHEMA_H */
