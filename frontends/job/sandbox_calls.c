/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The filter of system calls.  What is not named here is allowed: a C library of next year makes
 * calls that nobody has thought of.  What is named opens ways out of the process: into others, into
 * the kernel's less trodden parts, to the network, to other programs.
 */
#include "config.h"

#include "sandbox.h"
#include "sandbox_parts.h"

#ifdef HAVE_SECCOMP
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* No honest program makes them. */
static const char *const killing[] = {
	/* other processes */
	"ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp", "process_madvise",
	"process_mrelease", "migrate_pages", "move_pages",
	/* the kernel itself */
	"bpf", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module",
	"create_module", "query_module", "get_kernel_syms", "userfaultfd", "iopl", "ioperm",
	"modify_ldt", "lookup_dcookie", "uselib", "vm86", "vm86old", "nfsservctl", "_sysctl",
	"remap_file_pages",
	/* mounts and namespaces */
	"mount", "umount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "fsopen",
	"fsconfig", "fsmount", "fspick", "mount_setattr", "setns", "unshare", "open_by_handle_at",
	"quotactl", "quotactl_fd", "fanotify_init", "fanotify_mark",
	/* the machine */
	"reboot", "swapon", "swapoff", "sethostname", "setdomainname", "acct", "settimeofday",
	"clock_settime", "clock_adjtime", "stime", "vhangup", "syslog",
	/* keys */
	"add_key", "keyctl", "request_key"
};

/* Libraries try them and do without, or only ask by them. */
static const struct {
	const char *name;
	int fault;
} failing[] = { { "io_uring_setup", ENOSYS },
		{ "io_uring_enter", ENOSYS },
		{ "io_uring_register", ENOSYS },
		{ "perf_event_open", EPERM },
		{ "memfd_secret", ENOSYS },
		{ "name_to_handle_at", EOPNOTSUPP },
		{ "adjtimex", EPERM },
		{ "personality", EPERM },
		{ "mknod", EPERM },
		{ "mknodat", EPERM },
		{ "setrlimit", EPERM },
		{ "setsid", EPERM },
		{ "mbind", EPERM },
		{ "set_mempolicy", EPERM },
		{ "set_mempolicy_home_node", EPERM },
		/* so that processes stay in the session by which they are found at the end */
		{ "pidfd_send_signal", EPERM } };

/* Without a network: sockets that are there talk to each other, no other ones are made. */
static const char *const sockets[] = { "socket",  "connect", "bind",	 "listen",    "accept",
				       "accept4", "sendmsg", "sendmmsg", "socketcall" };

/* The first fault counts; calls that this machine does not have are passed over. */
struct filter {
	scmp_filter_ctx rules;
	int fault;
};

static void rule(struct filter *filter, uint32_t action, const char *name, unsigned n,
		 const struct scmp_arg_cmp *arguments)
{
	int number = seccomp_syscall_resolve_name(name);

	if (number < 0 || filter->fault)
		return;
	filter->fault = seccomp_rule_add_array(filter->rules, action, number, n, arguments);
}

static void rule_if(struct filter *filter, uint32_t action, const char *name,
		    struct scmp_arg_cmp argument)
{
	rule(filter, action, name, 1, &argument);
}

/* The kernel looks at the lower half of an int, so what is compared has to be that: the upper half
 * may be anything. */
static struct scmp_arg_cmp is(unsigned argument, uint32_t value)
{
	return (struct scmp_arg_cmp){ argument, SCMP_CMP_MASKED_EQ, UINT32_MAX, value };
}

static struct scmp_arg_cmp has(unsigned argument, uint64_t mask, uint64_t bits)
{
	return (struct scmp_arg_cmp){ argument, SCMP_CMP_MASKED_EQ, mask, bits };
}

static struct scmp_arg_cmp is_not(unsigned argument, uint64_t value)
{
	return (struct scmp_arg_cmp){ argument, SCMP_CMP_NE, value, 0 };
}

static void deny_always(struct filter *filter)
{
	static const int options[] = { PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_PTRACER,
				       PR_SET_CHILD_SUBREAPER, PR_SET_MM };

	for (size_t i = 0; i < sizeof(killing) / sizeof(killing[0]); i++)
		rule(filter, SCMP_ACT_KILL_PROCESS, killing[i], 0, NULL);
	for (size_t i = 0; i < sizeof(failing) / sizeof(failing[0]); i++)
		rule(filter, SCMP_ACT_ERRNO((uint32_t)failing[i].fault), failing[i].name, 0, NULL);
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		rule_if(filter, SCMP_ACT_ERRNO(EPERM), "prctl", is(0, (uint32_t)options[i]));
	/* limits are read by it, too */
	rule_if(filter, SCMP_ACT_ERRNO(EPERM), "prlimit64", is_not(2, 0));
	/* typing into a terminal that somebody has left to it */
	rule_if(filter, SCMP_ACT_ERRNO(EPERM), "ioctl", is(1, TIOCSTI));
	rule_if(filter, SCMP_ACT_ERRNO(EPERM), "ioctl", is(1, TIOCLINUX));
}

/* Threads are made by clone with CLONE_THREAD; of clone3 a filter cannot see the flags, and C
 * libraries fall back to clone where it is not there. */
static void deny_programs(struct filter *filter)
{
	static const char *const calls[] = { "execve", "execveat", "fork", "vfork" };
	uint32_t own = (uint32_t)getpid();

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		rule(filter, SCMP_ACT_KILL_PROCESS, calls[i], 0, NULL);
	rule(filter, SCMP_ACT_ERRNO(ENOSYS), "clone3", 0, NULL);
	rule_if(filter, SCMP_ACT_KILL_PROCESS, "clone", has(0, CLONE_THREAD, 0));
	/* signals go to itself alone */
	rule_if(filter, SCMP_ACT_ERRNO(EPERM), "kill", is_not(0, own));
	rule_if(filter, SCMP_ACT_ERRNO(EPERM), "tgkill", is_not(0, own));
	rule_if(filter, SCMP_ACT_ERRNO(EPERM), "rt_sigqueueinfo", is_not(0, own));
	rule_if(filter, SCMP_ACT_ERRNO(EPERM), "rt_tgsigqueueinfo", is_not(0, own));
	rule(filter, SCMP_ACT_ERRNO(EPERM), "tkill", 0, NULL);
}

/* Programs make processes and groups, but no namespaces. */
static void deny_namespaces(struct filter *filter)
{
	static const uint64_t flags[] = { CLONE_NEWNS,	CLONE_NEWCGROUP, CLONE_NEWUTS,
					  CLONE_NEWIPC, CLONE_NEWUSER,	 CLONE_NEWPID,
					  CLONE_NEWNET };

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		rule_if(filter, SCMP_ACT_KILL_PROCESS, "clone", has(0, flags[i], flags[i]));
	rule(filter, SCMP_ACT_ERRNO(ENOSYS), "clone3", 0, NULL);
}

static void deny_network(struct filter *filter)
{
	for (size_t i = 0; i < sizeof(sockets) / sizeof(sockets[0]); i++)
		rule(filter, SCMP_ACT_ERRNO(EACCES), sockets[i], 0, NULL);
	rule_if(filter, SCMP_ACT_ERRNO(EACCES), "sendto", is_not(4, 0));
}

/* IPv4 and IPv6 by TCP and UDP, and what getaddrinfo asks the kernel's routing by. */
static void bound_network(struct filter *filter, bool local)
{
	uint32_t no = SCMP_ACT_ERRNO(EACCES);

	rule_if(filter, no, "socket", (struct scmp_arg_cmp){ 0, SCMP_CMP_GT, AF_NETLINK, 0 });
	for (uint32_t family = 0; family < AF_NETLINK; family++)
		if (family != AF_INET && family != AF_INET6 && !(local && family == AF_UNIX))
			rule_if(filter, no, "socket", is(0, family));
	rule(filter, no, "socket", 2,
	     (const struct scmp_arg_cmp[]){ is(0, AF_NETLINK), is_not(2, 0) });
	rule(filter, no, "socket", 2,
	     (const struct scmp_arg_cmp[]){ is_not(0, AF_NETLINK), has(1, 0xf, SOCK_RAW) });
}

static int load(scmp_filter_ctx rules)
{
	int fault = seccomp_attr_set(rules, SCMP_FLTATR_CTL_TSYNC, 1);

	if (!fault)
		fault = seccomp_attr_set(rules, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (!fault) /* a binary tree: a call costs a few comparisons */
		fault = seccomp_attr_set(rules, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	return fault ? fault : seccomp_load(rules);
}

static bool filtered;

#if SANDBOX_UNDER_SANITIZER
/* The search for leaks stops all threads by ptrace: it would be killed for it. */
int __lsan_is_turned_off(void);
__attribute__((visibility("default"))) int __lsan_is_turned_off(void)
{
	return filtered;
}
#endif

dt_status sandbox_calls(uint32_t flags, struct dt_error *err)
{
	struct filter filter = { seccomp_init(SCMP_ACT_ALLOW), 0 };

	if (!filter.rules)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the filter of system calls");
	deny_always(&filter);
	if (flags & SANDBOX_PROGRAMS)
		deny_namespaces(&filter);
	else
		deny_programs(&filter);
	if (flags & SANDBOX_NETWORK)
		bound_network(&filter, flags & SANDBOX_PROGRAMS);
	else
		deny_network(&filter);
	if (!filter.fault)
		filter.fault = load(filter.rules);
	seccomp_release(filter.rules);
	filtered = !filter.fault;
	return filter.fault ? sandbox_fail(err, -filter.fault, "%s",
					   "cannot put on the filter of system calls")
			    : DT_OK;
}

const char *sandbox_calls_lack(void)
{
	/* TSYNC came with version 2 */
	return seccomp_api_get() < 3 ? "this kernel has no seccomp that kills a process: system "
				       "calls of jobs are not filtered as they should be"
				     : NULL;
}
#else
dt_status sandbox_calls(uint32_t flags, struct dt_error *err)
{
	(void)flags;
	(void)err;
	return DT_OK;
}

const char *sandbox_calls_lack(void)
{
	return "built without libseccomp: system calls of jobs are not filtered";
}
#endif
