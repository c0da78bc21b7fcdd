/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * local_server.h - a test server of tests/servers, as a child of the test.
 *
 * It prints its port on a line once it listens, and ends when its standard input does, which is
 * at the latest when the test is gone.
 */
#ifndef DT_TESTS_LOCAL_SERVER_H
#define DT_TESTS_LOCAL_SERVER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

struct local_server {
	pid_t pid;
	int input;
	int port;
	char base[64]; /* "http://127.0.0.1:8080" */
};

/* False when it cannot be started: python3 is not installed, or a module that it wants.
 * arguments: up to 15, and NULL. */
__attribute__((unused)) static bool
local_server_start_with(struct local_server *server, const char *name, const char *const *arguments)
{
	const char *top = getenv("top_srcdir");
	int to[2], from[2];
	char path[1024], line[32] = "";
	const char *argv[20] = { "env", "LD_PRELOAD=", "/usr/bin/python3", path };
	FILE *said;

	for (int i = 0; i < 15 && arguments[i]; i++)
		argv[4 + i] = arguments[i];
	snprintf(path, sizeof(path), "%s/tests/servers/%s", top ? top : "..", name);
	if (pipe(to) || pipe(from))
		return false;
	server->pid = fork();
	if (!server->pid) {
		dup2(to[0], 0);
		dup2(from[1], 1);
		close(to[0]);
		close(to[1]);
		close(from[0]);
		close(from[1]);
		execv("/usr/bin/env", (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(to[0]);
	close(from[1]);
	server->input = to[1];
	said = fdopen(from[0], "r");
	server->port = said && fgets(line, sizeof(line), said) ? (int)strtol(line, NULL, 10) : 0;
	if (said)
		fclose(said);
	snprintf(server->base, sizeof(server->base), "http://127.0.0.1:%d", server->port);
	return server->port > 0;
}

/* The same with one argument, or NULL. */
__attribute__((unused)) static bool local_server_start(struct local_server *server,
						       const char *name, const char *argument)
{
	const char *const arguments[] = { argument, NULL };

	return local_server_start_with(server, name, arguments);
}

__attribute__((unused)) static void local_server_stop(struct local_server *server)
{
	if (server->pid <= 0)
		return;
	close(server->input);
	waitpid(server->pid, NULL, 0);
	server->pid = 0;
}

#endif
