/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * address.h - where a webhook may go.
 *
 * A client names a URL and this server calls it: from inside its own network, with whatever that
 * network lets it reach.  So a URL is taken only when every address of its host is one of the
 * public Internet, or the settings allow more; and at send the same rule is put to the very socket
 * address that is connected to (address_open), so that a name which meant something else a moment
 * ago is of no use.  What an address is comes from its bytes, never from how it was written.
 *
 * Threads: any.  address_check asks the resolver and may take seconds: on the work pool.
 * Sources: IANA's special-purpose address registries; RFC 6052 (NAT64), 3056 (6to4), 4380, 5214.
 */
#ifndef DT_SERVE_ADDRESS_H
#define DT_SERVE_ADDRESS_H

#include <doctranslate/plugin.h>

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

enum address_kind {
	ADDRESS_PUBLIC = 0,
	ADDRESS_LOOPBACK,
	ADDRESS_PRIVATE,    /* RFC 1918, shared by carriers, unique-local, site-local */
	ADDRESS_LINK_LOCAL, /* 169.254/16, fe80::/10 */
	ADDRESS_METADATA,   /* where clouds hand out the keys of a machine */
	ADDRESS_MULTICAST,
	ADDRESS_UNSPECIFIED, /* 0.0.0.0/8, :: */
	ADDRESS_RESERVED     /* the rest: documentation, measuring, not given to anybody */
};

/* What an address is; of an IPv6 one that carries an IPv4 one the worse of the two. */
enum address_kind address_kind(const struct sockaddr *at);
/* "a loopback address" */
const char *address_kind_text(enum address_kind kind);

struct address_rules {
	bool https_only;
	/* loopback, private and link-local ones too, and "localhost"; with hosts those of clouds'
	 * metadata when their host is listed.  Multicast, unspecified, reserved: never. */
	bool allow_private;
	const char *const *hosts; /* these and what is below them; none: any */
	size_t n_hosts;
};

/* May a connection be made to it?  host: as in the URL. */
bool address_allowed(const struct sockaddr *at, const char *host,
		     const struct address_rules *rules);

#define ADDRESS_MAX 2048 /* characters of a URL */

struct address {
	char host[256]; /* lower case, in ASCII (IDNA), without brackets and last dot */
	unsigned port;
	bool https;
};

/*
 * Form, scheme, length, host: what can be said without asking anybody.  DT_E_REFUSED with a
 * sentence for the client; it never quotes the URL, which may hold a key.
 */
dt_status address_read(const char *url, const struct address_rules *rules, struct address *address,
		       struct dt_error *err);
/* The same, and each address that the host has now.  DT_E_REFUSED too when it has none. */
dt_status address_check(const char *url, const struct address_rules *rules, struct address *address,
			struct dt_error *err);

#endif
