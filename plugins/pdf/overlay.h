/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * overlay.h - the stage pdf.overlay: the source with its layout drawn over the pages.
 *
 * For people who work on layout.  The content of the pages stays as it is; what is drawn
 * comes behind it, in optional content that a viewer can switch off, layer by layer.
 */
#ifndef DT_PDF_OVERLAY_H
#define DT_PDF_OVERLAY_H

#include <doctranslate/plugin.h>

enum { DT_OVERLAY_IN_FILE, DT_OVERLAY_IN_BLOCKS, DT_OVERLAY_IN_PAGE, DT_OVERLAY_IN_PROFILE };

dt_status dt_overlay_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			   struct dt_error *err);
dt_status dt_overlay_run(const struct dt_call *call, struct dt_error *err);
dt_status dt_overlay_end(const struct dt_call *call, struct dt_error *err);
void dt_overlay_drop(void *self, void *state);

#endif /* DT_PDF_OVERLAY_H */
