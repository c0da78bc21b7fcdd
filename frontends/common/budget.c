/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "budget.h"

#include <string.h>

bool budget_check(const char *text)
{
	size_t whole = strspn(text, "0123456789"), part = 0, nothing = strspn(text, "0.");
	const char *unit = text + whole;

	if (*unit == '.')
		part = strspn(++unit, "0123456789");
	unit += part;
	/* not ".", not "1." */
	if (!whole || (text[whole] == '.' && !part) || whole + part > 30)
		return false;
	return nothing < (size_t)(unit - text) && (!strcmp(unit, "USD") || !strcmp(unit, "tokens"));
}
