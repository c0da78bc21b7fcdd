/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "roles.h"

#include <doctranslate/types.h>

bool role_is_label(uint32_t role)
{
	return role == DT_ROLE_HEADING || role == DT_ROLE_TITLE || role == DT_ROLE_TABLE_CELL ||
	       role == DT_ROLE_HEADER || role == DT_ROLE_FOOTER || role == DT_ROLE_FIGURE_TEXT ||
	       role == DT_ROLE_TOC_ITEM;
}

bool role_divides(uint32_t role)
{
	return role != DT_ROLE_HEADING && role != DT_ROLE_TITLE && role != DT_ROLE_HEADER &&
	       role != DT_ROLE_FOOTER && role != DT_ROLE_TOC_ITEM && role != DT_ROLE_CODE;
}

bool role_runs(uint32_t role)
{
	return role == DT_ROLE_PARAGRAPH || role == DT_ROLE_LIST_ITEM || role == DT_ROLE_FOOTNOTE ||
	       role == DT_ROLE_BIBLIOGRAPHY;
}
