/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ask.h - getting answers for texts, whatever it takes.
 *
 * A text is asked in a batch first.  When its answer does not pass the checks, it is
 * asked again alone; then without its styles and links.  What still has no good
 * answer has a rule (unanswered, rejected) and a reason.  The memo of the job is
 * asked before all that, and told afterwards.  A translator that goes by ids is
 * asked once and not by the memo: it would say the same again.
 */
#ifndef ROUTE_ASK_H
#define ROUTE_ASK_H

#include "memo.h"
#include "segment.h"

enum { UNIT_ID_SIZE = 64 };

struct ask {
	struct source source; /* given by the caller */
	uint32_t budget;
	uint32_t owner; /* for the caller: which block, which title */
	char id[UNIT_ID_SIZE];
	bool shared; /* other pages ask it, too, and must hear the same */
	/* the answer */
	struct target target;
	uint32_t rule; /* DT_RULE_NONE: target is good */
	char reason[300];
	bool plain;	   /* styles had to be left out */
	const char *given; /* what the translator said, when it was good */
	size_t given_length;
	/* inside */
	uint32_t room;	    /* the budget as the translator hears it */
	struct text markup; /* what was asked last */
	struct text answer;
	struct marks marks;
	struct memo_entry *entry;
	enum memo_state claim;
	bool good, answered;
	const char *from; /* "memory", "journal"; NULL: the translator said it */
};

struct asking {
	const struct dt_call *call;
	const char *translator; /* NULL: the job's */
	const char *source_lang, *target_lang;
	const char *context; /* or NULL */
	uint32_t max_segments, max_chars;
	bool budgets;
	bool by_budget;	     /* the translator is DT_TRANSLATOR_BUDGETS */
	bool by_id;	     /* the translator is DT_TRANSLATOR_BY_ID */
	struct memo *memo;   /* NULL: none */
	struct remember *remember; /* of the job; NULL: none */
	struct wording *wording;   /* of the job; NULL: none */
	uint32_t errors;     /* batches in a row that came back with an error */
	struct dt_list list; /* struct ask */
};

/* Another text, to be filled in; NULL without memory. */
struct ask *asking_add(struct asking *asking);
/* Asks them all.  An error means that nobody could be asked: the pair of languages is not
 * there, the job was cancelled, memory ran out. */
dt_status asking_run(struct asking *asking, struct dt_error *err);
void asking_free(struct asking *asking);

#endif
