/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "breaker.h"

#include <stdio.h>
#include <string.h>

#define SHARE_OF_NEWEST 0.1

enum breaker_answer breaker_look(const struct breaker *breaker, const char *job, int64_t now)
{
	if (breaker->barred[0] && job && !strcmp(breaker->barred, job))
		return BREAKER_NEVER;
	if (!breaker->open)
		return BREAKER_ASK;
	return breaker->probing || now < breaker->until ? BREAKER_LATER : BREAKER_PROBE;
}

void breaker_probe(struct breaker *breaker)
{
	breaker->probing = true;
}

static void learn(struct breaker *breaker, bool good)
{
	double share = SHARE_OF_NEWEST;

	/* the first ones count alike, so that one alone does not decide */
	if (breaker->seen < 1 / SHARE_OF_NEWEST)
		share = 1.0 / ++breaker->seen;
	breaker->lost += share * ((good ? 0.0 : 1.0) - breaker->lost);
}

static void come_back(struct breaker *breaker, bool probe)
{
	if (probe)
		breaker->probing = false;
}

void breaker_good(struct breaker *breaker, bool probe)
{
	come_back(breaker, probe);
	learn(breaker, true);
	breaker->in_a_row = 0;
	breaker->open = false;
	breaker->cooling = 0;
	breaker->barred[0] = '\0';
}

void breaker_even(struct breaker *breaker, bool probe)
{
	/* it has answered, so the next one may go as a probe at once */
	come_back(breaker, probe);
}

/* Opens it for twice as long as before.  What was on its way while it opened does not count. */
static bool open_for(struct breaker *breaker, bool probe, int64_t first, int64_t longest,
		     int64_t wait, int64_t now)
{
	if (breaker->open && !probe)
		return false;
	breaker->cooling = breaker->cooling ? 2 * breaker->cooling : first;
	if (breaker->cooling > longest)
		breaker->cooling = longest;
	breaker->open = true;
	breaker->until = now + (wait > breaker->cooling ? wait : breaker->cooling);
	return true;
}

bool breaker_bad(struct breaker *breaker, const struct breaker_rules *rules, bool probe,
		 bool at_once, int64_t wait, int64_t now)
{
	come_back(breaker, probe);
	learn(breaker, false);
	breaker->in_a_row++;
	if (!at_once && !probe && breaker->in_a_row < rules->open_after)
		return false;
	return open_for(breaker, probe, rules->cooling, rules->longest, wait, now);
}

bool breaker_out(struct breaker *breaker, const struct breaker_rules *rules, bool probe,
		 const char *job, int64_t now)
{
	bool known = breaker->barred[0] && job && !strcmp(breaker->barred, job);

	come_back(breaker, probe);
	learn(breaker, false);
	breaker->in_a_row++;
	snprintf(breaker->barred, sizeof(breaker->barred), "%s", job ? job : "");
	/* a cooling time of another kind of failure is no measure for this one */
	if (breaker->cooling < rules->outage)
		breaker->cooling = 0;
	if (!breaker->open || breaker->until < now + rules->outage)
		open_for(breaker, true, rules->outage, 16 * rules->outage, 0, now);
	return !known;
}

double breaker_health(const struct breaker *breaker)
{
	return 1.0 - breaker->lost;
}
