/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * memo.h - what a job has asked already: the same text is asked once.
 *
 * A page claims its texts first and settles all that it got before it waits for
 * those of other pages: so no two pages wait for each other.  An entry that is
 * settled does not change any more and lives as long as the memo.  Any thread may
 * call any function; inside is one lock that is never held during a call outside.
 * Bounded: above its limit of bytes it takes no new texts, the caller asks then
 * without it.
 */
#ifndef ROUTE_MEMO_H
#define ROUTE_MEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct memo;

enum memo_state {
	MEMO_NONE,    /* no room: not in the memo */
	MEMO_MINE,    /* the caller has to settle or abandon it */
	MEMO_PENDING, /* somebody else is asking */
	MEMO_SETTLED
};

enum {
	MEMO_PLAIN = 1u << 0,  /* the answer is to the text without styles */
	MEMO_COUNTED = 1u << 1 /* there is none, and the job's report tells of it as a whole */
};

struct memo_entry {
	struct memo_entry *next;
	uint64_t hash;
	enum memo_state state; /* read it through memo_claim and memo_wait */
	uint32_t rule;	       /* settled: DT_RULE_NONE, or why there is no answer */
	uint32_t flags;	       /* MEMO_ flags */
	char *answer;	       /* markup, or the reason when rule is set */
	size_t answer_length;
	size_t length;
	char text[];
};

struct memo *memo_new(size_t limit);
void memo_free(struct memo *memo); /* takes NULL */

/* always: taken even above the limit. */
enum memo_state memo_claim(struct memo *memo, const char *text, size_t length, bool always,
			   struct memo_entry **entry);
/* Copies the answer.  Wakes those who wait. */
void memo_settle(struct memo *memo, struct memo_entry *entry, uint32_t rule, uint32_t flags,
		 const char *answer, size_t length);
/* The next one who wants it has to ask. */
void memo_abandon(struct memo *memo, struct memo_entry *entry);
/* Waits at most for milliseconds: SETTLED, MINE when it was abandoned, else PENDING. */
enum memo_state memo_wait(struct memo *memo, struct memo_entry *entry, unsigned milliseconds);

#endif
