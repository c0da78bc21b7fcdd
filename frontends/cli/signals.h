/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * signals.h - SIGINT, SIGTERM and SIGHUP ask for an end; a second one takes it.
 *
 * SIGPIPE gets a handler that does nothing, not SIG_IGN: writes fail with EPIPE
 * here, while programs that plugins start get the default back.
 */
#ifndef DT_CLI_SIGNALS_H
#define DT_CLI_SIGNALS_H

void signals_install(void);
/* The signal that asked for an end; 0: none. */
int signals_caught(void);
/* Ends the process as that signal would have. */
_Noreturn void signals_die(int number);

#endif
