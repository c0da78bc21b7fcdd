/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * shapes.h - what answers look like, as tables: the OpenAPI document is made of them, and the tests
 * hold answers against them.  What is asked is in common/request.h.
 */
#ifndef DT_SERVE_SHAPES_H
#define DT_SERVE_SHAPES_H

#include "common/schema.h"

extern const struct schema shape_error; /* ApiErrorEnvelope, of every answer from 400 on */
extern const struct schema shape_created;
extern const struct schema shape_pages;
extern const struct schema shape_status;
extern const struct schema shape_list;
extern const struct schema shape_events;
extern const struct schema shape_deliveries;
extern const struct schema shape_result;
extern const struct schema shape_manifest;
extern const struct schema shape_validated;
extern const struct schema shape_inspection;
extern const struct schema shape_plan;
extern const struct schema shape_plugins;
extern const struct schema shape_translators;
extern const struct schema shape_languages;
extern const struct schema shape_object; /* any */
/* of parameters */
extern const struct schema shape_text, shape_count, shape_switch, shape_job_id, shape_kind_of_file;

#endif
