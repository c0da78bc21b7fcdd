/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * units.h - quantities: numbers with units of measurement, "20 mV", "1.5 km/h", "+25 °C".
 *
 * Units are those of the SI, those accepted with it, and the common ones beside them (BIPM,
 * The International System of Units, 9th edition).  They are the same in all languages.
 */
#ifndef DT_LAYOUT_UNITS_H
#define DT_LAYOUT_UNITS_H

#include <stdbool.h>
#include <stddef.h>

/* Is the text nothing but quantities, with at least one unit? */
bool text_is_quantity(const char *text, size_t length);

#endif /* DT_LAYOUT_UNITS_H */
