/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an address is: IANA's registries of special-purpose addresses, RFC 6890 and later. */
#include "config.h"

#include "address.h"

#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

struct range {
	uint8_t bytes[16];
	unsigned bits;
	enum address_kind kind;
};

/* The first one that fits; what none fits is public. */
static const struct range ranges4[] = {
	/* where clouds hand out keys: most of them, Amazon's containers and clusters, Azure,
	 * Alibaba, Oracle */
	{ { 169, 254, 169, 254 }, 32, ADDRESS_METADATA },
	{ { 169, 254, 170, 0 }, 24, ADDRESS_METADATA },
	{ { 168, 63, 129, 16 }, 32, ADDRESS_METADATA },
	{ { 100, 100, 100, 200 }, 32, ADDRESS_METADATA },
	{ { 192, 0, 0, 192 }, 32, ADDRESS_METADATA },
	{ { 0 }, 8, ADDRESS_UNSPECIFIED },
	{ { 10 }, 8, ADDRESS_PRIVATE },
	{ { 100, 64 }, 10, ADDRESS_PRIVATE },
	{ { 127 }, 8, ADDRESS_LOOPBACK },
	{ { 169, 254 }, 16, ADDRESS_LINK_LOCAL },
	{ { 172, 16 }, 12, ADDRESS_PRIVATE },
	{ { 192, 0, 0 }, 24, ADDRESS_RESERVED },
	{ { 192, 0, 2 }, 24, ADDRESS_RESERVED },
	{ { 192, 88, 99 }, 24, ADDRESS_RESERVED },
	{ { 192, 168 }, 16, ADDRESS_PRIVATE },
	{ { 198, 18 }, 15, ADDRESS_RESERVED },
	{ { 198, 51, 100 }, 24, ADDRESS_RESERVED },
	{ { 203, 0, 113 }, 24, ADDRESS_RESERVED },
	{ { 224 }, 4, ADDRESS_MULTICAST },
	{ { 240 }, 4, ADDRESS_RESERVED },
};

/* Only 2000::/3 is given out; these are in it, or have a name of their own. */
static const struct range ranges6[] = {
	/* Amazon, Google */
	{ { 0xfd, 0x00, 0x0e, 0xc2 }, 32, ADDRESS_METADATA },
	{ { 0xfd, 0x20, 0x00, 0xce }, 32, ADDRESS_METADATA },
	{ { 0 }, 128, ADDRESS_UNSPECIFIED },
	{ { [15] = 1 }, 128, ADDRESS_LOOPBACK },
	{ { 0xfc }, 7, ADDRESS_PRIVATE },
	{ { 0xfe, 0x80 }, 10, ADDRESS_LINK_LOCAL },
	{ { 0xfe, 0xc0 }, 10, ADDRESS_PRIVATE },
	{ { 0xff }, 8, ADDRESS_MULTICAST },
	{ { 0x20, 0x01 }, 23, ADDRESS_RESERVED }, /* Teredo, ORCHID, measuring */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32, ADDRESS_RESERVED },
	{ { 0x3f, 0xff }, 20, ADDRESS_RESERVED },
	{ { 0x20 }, 3, ADDRESS_PUBLIC },
	{ { 0 }, 0, ADDRESS_RESERVED },
};

/* IPv6 addresses with an IPv4 one in them, and where. */
static const struct {
	uint8_t bytes[12];
	unsigned bits, at;
	bool alone; /* the IPv4 one is all that counts */
} carriers[] = {
	{ { [10] = 0xff, [11] = 0xff }, 96, 12, true },		   /* ::ffff:a.b.c.d */
	{ { 0x00, 0x64, 0xff, 0x9b }, 96, 12, true },		   /* NAT64, 64:ff9b::/96 */
	{ { [8] = 0xff, [9] = 0xff }, 96, 12, false },		   /* ::ffff:0:a.b.c.d, SIIT */
	{ { 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01 }, 48, 12, false }, /* NAT64 of a site */
	{ { 0x20, 0x02 }, 16, 2, false },			   /* 6to4 */
};

static bool is_within(const uint8_t *address, const uint8_t *bytes, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	if (memcmp(address, bytes, whole) != 0)
		return false;
	return !rest || !((address[whole] ^ bytes[whole]) & (0xffu << (8 - rest)));
}

static enum address_kind find(const struct range *ranges, size_t n, const uint8_t *address)
{
	for (size_t i = 0; i < n; i++)
		if (is_within(address, ranges[i].bytes, ranges[i].bits))
			return ranges[i].kind;
	return ADDRESS_PUBLIC;
}

static enum address_kind kind4(const uint8_t address[4])
{
	return find(ranges4, sizeof(ranges4) / sizeof(*ranges4), address);
}

/* Four bytes that end an address of ISATAP (RFC 5214). */
static bool is_isatap(const uint8_t address[16])
{
	return (address[8] & ~2u) == 0 && address[9] == 0 && address[10] == 0x5e &&
	       address[11] == 0xfe;
}

static enum address_kind kind6(const uint8_t address[16])
{
	enum address_kind own = find(ranges6, sizeof(ranges6) / sizeof(*ranges6), address), carried;

	for (size_t i = 0; i < sizeof(carriers) / sizeof(*carriers); i++) {
		if (!is_within(address, carriers[i].bytes, carriers[i].bits))
			continue;
		carried = kind4(address + carriers[i].at);
		return carriers[i].alone || carried != ADDRESS_PUBLIC ? carried : own;
	}
	if (is_isatap(address)) {
		carried = kind4(address + 12);
		if (carried != ADDRESS_PUBLIC)
			return carried;
	}
	return own;
}

enum address_kind address_kind(const struct sockaddr *at)
{
	struct sockaddr_in6 six;
	struct sockaddr_in four;

	if (at->sa_family == AF_INET) {
		memcpy(&four, at, sizeof(four));
		return kind4((const uint8_t *)&four.sin_addr);
	}
	if (at->sa_family == AF_INET6) {
		memcpy(&six, at, sizeof(six));
		return kind6(six.sin6_addr.s6_addr);
	}
	return ADDRESS_RESERVED; /* no address of the Internet */
}

const char *address_kind_text(enum address_kind kind)
{
	static const char *const texts[] = { "a public address",	   "a loopback address",
					     "a private address",	   "a link-local address",
					     "a cloud's metadata service", "a multicast address",
					     "no address at all",	   "a reserved address" };

	return texts[kind];
}
