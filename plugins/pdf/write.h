/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * write.h - the stage pdf.write: takes painted pages in order and writes the
 * translated document, alone (mono) and beside the source (dual).
 */
#ifndef DT_PDF_WRITE_H
#define DT_PDF_WRITE_H

#include <doctranslate/plugin.h>

enum { DT_WRITE_IN_FILE, DT_WRITE_IN_PAGE, DT_WRITE_IN_TITLES };
enum { DT_WRITE_OUT_MONO, DT_WRITE_OUT_DUAL };

dt_status dt_write_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			 struct dt_error *err);
dt_status dt_write_run(const struct dt_call *call, struct dt_error *err);
dt_status dt_write_end(const struct dt_call *call, struct dt_error *err);
void dt_write_drop(void *self, void *state);

#endif /* DT_PDF_WRITE_H */
