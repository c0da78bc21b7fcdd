/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * notify.h - what the service manager is told (sd_notify(3)): a datagram to NOTIFY_SOCKET.
 *
 * Without that variable nothing is sent.  Main thread.
 */
#ifndef DT_SERVE_NOTIFY_H
#define DT_SERVE_NOTIFY_H

#include <stdint.h>

/* "READY=1\nSTATUS=..." */
__attribute__((format(printf, 1, 2))) void notify(const char *format, ...);
/* With MONOTONIC_USEC, as Type=notify-reload wants it. */
void notify_reloading(void);
/* How often the watchdog wants to hear of us (half its time); 0: there is none. */
int64_t notify_watchdog_us(void);

#endif
