/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* records.h - the records backends that an engine has open; the rest is in engine.h. */
#ifndef DT_ENGINE_RECORDS_H
#define DT_ENGINE_RECORDS_H

#include "engine.h"

/* Those that nobody has closed. */
void records_close_all(struct dt_engine *engine);

#endif /* DT_ENGINE_RECORDS_H */
