/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A child that does what documents of strangers may make of one: child_program WALLS ACTION [WORD].
 * WALLS is "-", or letters: s a sandbox, n with a network, p with programs.  What it finds out goes
 * as lines to descriptor 3: "errno N" of a call.
 */
#include "config.h"

#include "job/sandbox.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(const char *word, long number)
{
	dprintf(3, "%s %ld\n", word, number);
}

static void say_result(long result)
{
	say("errno", result < 0 ? errno : 0);
}

/* ---- what harms -------------------------------------------------------------------------- */

static void allocate(const char *word)
{
	(void)word;
	for (;;) {
		char *block = malloc(1 << 20);

		/* as a library does that does not look */
		memset(block, 1, 1 << 20);
	}
}

static void loop(const char *word)
{
	volatile unsigned long n = 0;

	(void)word;
	for (;;)
		n++;
}

static void write_file(const char *path)
{
	static char block[1 << 16];
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	while (write(file, block, sizeof(block)) > 0)
		;
	say_result(-1);
}

static void crash(const char *word)
{
	raise(!strcmp(word, "abort") ? SIGABRT : SIGSEGV);
}

static void garbage(const char *word)
{
	(void)word;
	dprintf(3, "garbage\n");
	pause();
}

static void endless(const char *word)
{
	static char block[1 << 16];
	int fd = !strcmp(word, "output") ? 1 : 3;

	memset(block, !strcmp(word, "lines") ? '\n' : 'x', sizeof(block));
	while (write(fd, block, sizeof(block)) > 0)
		;
	pause();
}

static void log_much(const char *word)
{
	char text[5000];

	memset(text, 'x', sizeof(text));
	fprintf(stderr, "%.*s\n", (int)sizeof(text), text);
	for (long i = 0; i < strtol(word, NULL, 10); i++)
		fprintf(stderr, "line %ld\x1b[31m\n", i);
}

/* Processes that want to stay: in groups of their own, deaf to SIGTERM. */
static void leave(const char *word)
{
	for (long i = 0; i < strtol(word, NULL, 10); i++) {
		pid_t child = fork();

		if (!child) {
			signal(SIGTERM, SIG_IGN);
			setpgid(0, 0);
			for (;;)
				pause();
		}
		say("child", child);
	}
}

static void ignore(const char *word)
{
	(void)word;
	signal(SIGTERM, SIG_IGN);
	say("ready", getpid());
	for (;;)
		pause();
}

static void wind_down(int number)
{
	(void)number;
	_exit(4);
}

static void obey(const char *word)
{
	(void)word;
	signal(SIGTERM, wind_down);
	say("ready", 0);
	for (;;)
		pause();
}

/* ---- what tries ---------------------------------------------------------------------------- */

static void trace(const char *word)
{
	(void)word;
	say_result(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static void read_parent(const char *word)
{
	char byte;
	struct iovec own = { &byte, 1 }, other = { (void *)&byte, 1 };

	(void)word;
	say_result(process_vm_readv(getppid(), &own, 1, &other, 1, 0));
}

static void open_socket(const char *word)
{
	int family = (int)strtol(word, NULL, 10);

	/* by the call itself: a filter sees 64 bits, the kernel 32 */
	say_result(syscall(SYS_socket, (1L << 32) | family, SOCK_STREAM, 0));
	say_result(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

static void connect_to(const char *word)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				       .sin_port = htons((uint16_t)strtoul(word, NULL, 10)) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	say_result(connect(fd, (const struct sockaddr *)&address, sizeof(address)));
}

static void talk_to_itself(const char *word)
{
	int pair[2];
	char byte;

	(void)word;
	say_result(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair));
	say_result(send(pair[0], "x", 1, 0) == 1 && recv(pair[1], &byte, 1, 0) == 1 ? 0 : -1);
}

static void execute(const char *word)
{
	execl(word, word, "-c", "echo ran >&3", (char *)NULL);
	say_result(-1);
}

static void fork_once(const char *word)
{
	pid_t child = fork();

	(void)word;
	if (!child)
		_exit(0);
	say_result(child);
	waitpid(child, NULL, 0);
}

static void *in_thread(void *ctx)
{
	return ctx;
}

static void make_thread(const char *word)
{
	pthread_t thread;

	(void)word;
	errno = pthread_create(&thread, NULL, in_thread, NULL);
	say("errno", errno);
	if (!errno)
		pthread_join(thread, NULL);
}

static void read_file(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);

	say_result(file);
}

static void kill_parent(const char *word)
{
	(void)word;
	say_result(kill(getppid(), SIGCONT));
	say_result(kill(getpid(), SIGCONT));
}

static void free_itself(const char *word)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

	(void)word;
	say_result(setrlimit(RLIMIT_FSIZE, &limit));
	say_result(setsid());
}

static void leave_namespace(const char *word)
{
	(void)word;
	say_result(unshare(CLONE_NEWUSER));
}

/* ---- what tells ---------------------------------------------------------------------------- */

static void echo(const char *word)
{
	char bytes[4096];
	ssize_t n;

	(void)word;
	while ((n = read(0, bytes, sizeof(bytes))) > 0)
		if (write(1, bytes, (size_t)n) != n)
			_exit(9);
}

/* Its input ends when it is set up. */
static void tell_nice(const char *word)
{
	char byte;

	(void)word;
	while (read(0, &byte, 1) > 0)
		;
	say("nice", getpriority(PRIO_PROCESS, 0));
}

static void descriptors(const char *word)
{
	(void)word;
	for (int fd = 0; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			say("fd", fd);
}

static void environment(const char *word)
{
	dprintf(3, "%s\n", getenv(word) ? getenv(word) : "unset");
}

static void lines(const char *word)
{
	for (long i = 0; i < strtol(word, NULL, 10); i++)
		say("line", i);
}

static void end_with(const char *word)
{
	_exit((int)strtol(word, NULL, 10));
}

static const struct {
	const char *name;
	void (*act)(const char *word);
} actions[] = {
	{ "allocate", allocate },
	{ "loop", loop },
	{ "write", write_file },
	{ "crash", crash },
	{ "garbage", garbage },
	{ "endless", endless },
	{ "log", log_much },
	{ "leave", leave },
	{ "ignore", ignore },
	{ "obey", obey },
	{ "trace", trace },
	{ "read-parent", read_parent },
	{ "socket", open_socket },
	{ "connect", connect_to },
	{ "socketpair", talk_to_itself },
	{ "execute", execute },
	{ "fork", fork_once },
	{ "thread", make_thread },
	{ "read", read_file },
	{ "kill-parent", kill_parent },
	{ "free-itself", free_itself },
	{ "namespace", leave_namespace },
	{ "echo", echo },
	{ "nice", tell_nice },
	{ "descriptors", descriptors },
	{ "environment", environment },
	{ "lines", lines },
	{ "end", end_with },
};

/* Writes go to the folder that it is started in. */
static bool build_walls(const char *walls, struct dt_error *err)
{
	uint32_t flags = (strchr(walls, 'n') ? SANDBOX_NETWORK : 0) |
			 (strchr(walls, 'p') ? SANDBOX_PROGRAMS : 0);
	struct sandbox_paths *paths = sandbox_paths_new();
	bool good;

	sandbox_usual(paths, flags);
	sandbox_write(paths, ".");
	good = sandbox_files(paths, flags, err) == DT_OK && sandbox_calls(flags, err) == DT_OK;
	sandbox_paths_free(paths);
	return good;
}

int main(int argc, char **argv)
{
	struct dt_error err = { 0 };

	if (argc < 3)
		return 2;
	if (sandbox_begin(&err) != DT_OK || (strcmp(argv[1], "-") && !build_walls(argv[1], &err))) {
		fprintf(stderr, "%s\n", err.text);
		return 3;
	}
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (!strcmp(actions[i].name, argv[2])) {
			actions[i].act(argc > 3 ? argv[3] : "");
			return 0;
		}
	return 2;
}
