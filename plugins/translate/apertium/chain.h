/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * chain.h - programs of a mode that follow each other, as one process.
 *
 * The program apertium-chain stands beside the plugin where Apertium's libraries were there to
 * build it.  It says itself which programs it can be; what it cannot be stays a program of its own.
 * In one process nothing is written and read again between two steps.
 */
#ifndef APERTIUM_CHAIN_H
#define APERTIUM_CHAIN_H

#include "worker.h"

/* Its path, malloc'd; NULL: not wanted, or not there. */
char *chain_find(bool wanted);
/* Puts commands together; on any failure they stay as they are. */
void chain_join(struct worker_command *commands, size_t *n, const char *chain);

#endif
