/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "signals.h"

#include <signal.h>
#include <stddef.h>
#include <stdlib.h>

static const int ending[] = { SIGINT, SIGTERM, SIGHUP };

static volatile sig_atomic_t caught;

/* The next one, of whatever kind, meets the default and ends us. */
static void ask(int number)
{
	struct sigaction action = { .sa_handler = SIG_DFL };

	caught = number;
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		sigaction(ending[i], &action, NULL);
}

static void nothing(int number)
{
	(void)number;
}

void signals_install(void)
{
	struct sigaction old, action = { .sa_handler = ask };

	action.sa_flags = SA_RESTART;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		/* nohup and background jobs of a shell ignore some: leave that */
		if (!sigaction(ending[i], NULL, &old) && old.sa_handler != SIG_IGN)
			sigaction(ending[i], &action, NULL);
	action.sa_handler = nothing;
	sigaction(SIGPIPE, &action, NULL);
}

int signals_caught(void)
{
	return caught;
}

void signals_die(int number)
{
	signal(number, SIG_DFL);
	raise(number);
	_Exit(128 + number); /* it is blocked or ignored */
}
