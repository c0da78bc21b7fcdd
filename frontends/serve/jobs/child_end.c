/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a child has ended, and the end of what it has started. */
#include "config.h"

#include "child.h"
#include "child_inside.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- session -------------------------------------------------------------------------------- */

/* Of /proc/PID/stat: PID (NAME) STATE PARENT GROUP SESSION; the name may have anything in it. */
static bool is_in_session(const char *pid, pid_t session)
{
	char path[300], text[600];
	const char *rest;
	long found = 0;
	ssize_t n;
	char state;
	int file;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return false;
	n = read(file, text, sizeof(text) - 1);
	close(file);
	text[n > 0 ? n : 0] = '\0';
	rest = strrchr(text, ')');
	return rest && sscanf(rest, ") %c %*d %*d %ld", &state, &found) == 2 && found == session &&
	       state != 'Z' && state != 'X';
}

/* By a descriptor, so that a process that has the number by now is not hit. */
static bool kill_one(const char *name, pid_t session)
{
	int fd = (int)syscall(SYS_pidfd_open, (pid_t)strtol(name, NULL, 10), 0);
	bool found = fd >= 0 && is_in_session(name, session);

	if (found)
		syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0);
	if (fd >= 0)
		close(fd);
	return found;
}

/* Once more while there are some: one may have started another meanwhile. */
void child_kill_session(pid_t session)
{
	enum { ROUNDS = 50 };
	bool found = true;

	for (unsigned round = 0; found && round < ROUNDS; round++) {
		DIR *folder = opendir("/proc");
		const struct dirent *entry;

		found = false;
		while (folder && (entry = readdir(folder)))
			if (isdigit((unsigned char)entry->d_name[0]))
				found |= kill_one(entry->d_name, session);
		if (folder)
			closedir(folder);
	}
}

/* ---- outcome -------------------------------------------------------------------------------- */

static uint64_t microseconds(const struct rusage *usage)
{
	return (uint64_t)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000 +
	       (uint64_t)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec);
}

/* SIGKILL that was not sent from here comes from the kernel: for the second bound of CPU time, or
 * because the machine is out of memory. */
static enum child_outcome of_signal(const struct child *child, int number, uint64_t cpu_us)
{
	switch (number) {
	case SIGXCPU:
		return CHILD_CPU;
	case SIGXFSZ:
		return CHILD_FILE_SIZE;
	case SIGSYS:
		return CHILD_FILTER;
	case SIGKILL:
		if (child->options.limits.cpu_s &&
		    cpu_us >= (uint64_t)child->options.limits.cpu_s * 1000000)
			return CHILD_CPU;
		return CHILD_MEMORY;
	default:
		return CHILD_CRASHED;
	}
}

static enum child_outcome outcome_of(const struct child *child, int code, int status,
				     uint64_t cpu_us)
{
	bool by_us = code != CLD_EXITED && ((status == SIGKILL && child->killed) ||
					    (status == SIGTERM && child->kill_ms));

	if (child->is_broken)
		return CHILD_BROKEN;
	if (code == CLD_EXITED && status == SANDBOX_EXIT_MEMORY)
		return CHILD_MEMORY;
	if (child->is_late && !(code == CLD_EXITED && !status))
		return CHILD_TIME;
	if (code == CLD_EXITED)
		return CHILD_FINISHED;
	return by_us ? CHILD_STOPPED : of_signal(child, status, cpu_us);
}

static const struct {
	const char *reason, *text;
} outcomes[] = {
	[CHILD_FINISHED] = { NULL, "the process ended by itself" },
	[CHILD_CRASHED] = { "crashed", "the process crashed" },
	[CHILD_MEMORY] = { "memory", "the process needed more memory than it may use" },
	[CHILD_TIME] = { "time", "the process took longer than it may" },
	[CHILD_CPU] = { "cpu", "the process used up its time of the processor" },
	[CHILD_FILE_SIZE] = { "file_size",
			      "the process wrote a file that is larger than it may be" },
	[CHILD_FILTER] = { "forbidden_call", "the process made a system call that is forbidden" },
	[CHILD_STOPPED] = { "stopped", "the process was stopped" },
	[CHILD_BROKEN] = { "protocol", "the process did not say what it is to say" },
};

void child_describe(const struct child *child, int code, int status, const struct rusage *usage,
		    char *text, size_t size, struct child_end *end)
{
	const char *name = code == CLD_EXITED ? NULL : sigabbrev_np(status);

	*end = (struct child_end){
		.exit_code = code == CLD_EXITED ? status : -1,
		.signal = code == CLD_EXITED ? 0 : status,
		.asked = child->asked,
		.cpu_us = microseconds(usage),
		.resident_bytes = (uint64_t)usage->ru_maxrss * 1024,
		.log_dropped = child->log_dropped,
	};
	end->outcome = outcome_of(child, code, status, end->cpu_us);
	end->reason = outcomes[end->outcome].reason;
	if (end->outcome == CHILD_BROKEN)
		snprintf(text, size, "%s: %s", outcomes[CHILD_BROKEN].text, child->broken);
	else if (end->outcome == CHILD_FINISHED)
		snprintf(text, size, "%s, with code %d", outcomes[CHILD_FINISHED].text, status);
	else if (end->outcome == CHILD_CRASHED && name)
		snprintf(text, size, "%s (SIG%s)", outcomes[CHILD_CRASHED].text, name);
	else
		snprintf(text, size, "%s", outcomes[end->outcome].text);
	end->text = text;
}
