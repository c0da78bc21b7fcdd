/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* health.h - is it alive, is it ready, what is it; and its figures. */
#ifndef DT_SERVE_HEALTH_H
#define DT_SERVE_HEALTH_H

#include "serve/http/exchange.h"

extern const struct route routes_health[];
extern const struct route route_metrics; /* its path is a setting */

#endif
