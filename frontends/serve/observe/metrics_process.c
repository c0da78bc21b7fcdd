/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* process_...: the figures that each client of Prometheus has, from /proc/self (proc(5)). */
#include "config.h"

#include "metrics_inside.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void add(struct text *text, const char *name, const char *type, const char *help,
		double value)
{
	metric_head(text, "", name, type, help);
	text_addf(text, "%s %.15g\n", name, value);
}

static double boot_time(void)
{
	FILE *file = fopen("/proc/stat", "re");
	double at = 0;
	char line[4096];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "btime %lf", &at) == 1)
			break;
	if (file)
		fclose(file);
	return at;
}

static void add_stat(struct text *text)
{
	unsigned long long user, system, start, virtual, threads;
	double ticks = (double)sysconf(_SC_CLK_TCK), boot = boot_time();
	long resident;
	FILE *file = fopen("/proc/self/stat", "re");
	char line[1024] = "";
	const char *behind;
	size_t n;

	if (!file)
		return;
	n = fread(line, 1, sizeof(line) - 1, file);
	line[n] = '\0';
	fclose(file);
	behind = strrchr(line, ')'); /* the name may hold anything */
	if (!behind || sscanf(behind + 1,
			      " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %*d %*d %*d "
			      "%*d %llu %*d %llu %llu %ld",
			      &user, &system, &threads, &start, &virtual, &resident) != 6)
		return;
	add(text, "process_cpu_seconds_total", "counter", "User and system time spent",
	    (double)(user + system) / ticks);
	add(text, "process_start_time_seconds", "gauge", "When the process began, since 1970",
	    boot + (double)start / ticks);
	add(text, "process_virtual_memory_bytes", "gauge", "Virtual memory", (double)virtual);
	add(text, "process_resident_memory_bytes", "gauge", "Resident memory",
	    (double)resident * (double)sysconf(_SC_PAGESIZE));
	add(text, "process_threads", "gauge", "Threads", (double)threads);
}

void metrics_process(struct text *text)
{
	DIR *folder = opendir("/proc/self/fd");
	struct rlimit limit;
	unsigned open = 0;

	add_stat(text);
	if (folder) {
		while (readdir(folder))
			open++;
		closedir(folder);
		/* without ".", ".." and the one that has counted */
		add(text, "process_open_fds", "gauge", "Descriptors that are open",
		    open > 3 ? open - 3 : 0);
	}
	if (!getrlimit(RLIMIT_NOFILE, &limit))
		add(text, "process_max_fds", "gauge", "Descriptors that may be open",
		    (double)limit.rlim_cur);
}
