/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "limits.h"

enum { MINUTE_US = 60 * 1000 * 1000 };

void limit_init(struct limit *limit, unsigned per_minute, unsigned burst)
{
	limit->every_us = per_minute ? MINUTE_US / (int64_t)per_minute : 0;
	limit->room_us = limit->every_us * (int64_t)(burst ? burst : per_minute);
	atomic_init(&limit->full_us, 0);
}

bool limit_take(struct limit *limit, int64_t now, int64_t *wait_us)
{
	int64_t full = atomic_load_explicit(&limit->full_us, memory_order_relaxed), next;

	*wait_us = 0;
	if (!limit->every_us)
		return true;
	do {
		next = (full > now ? full : now) + limit->every_us;
		if (next - now > limit->room_us) {
			*wait_us = next - now - limit->room_us;
			return false;
		}
	} while (!atomic_compare_exchange_weak_explicit(
		&limit->full_us, &full, next, memory_order_relaxed, memory_order_relaxed));
	return true;
}

void limit_continue(struct limit *limit, const struct limit *before)
{
	atomic_store_explicit(&limit->full_us,
			      atomic_load_explicit(&before->full_us, memory_order_relaxed),
			      memory_order_relaxed);
}
