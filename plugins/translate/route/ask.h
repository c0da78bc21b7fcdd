/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ask.h - getting answers for texts, whatever it takes.
 *
 * All texts of a page are asked for at once, in batches of neighbours that are on their way
 * together.  Those whose answer does not pass the checks are asked for again, together, in
 * rounds (rounds.h).  What still has no good answer has a rule (unanswered, rejected) and a
 * reason.  The memo of the job and the memory of earlier jobs are asked before all that, and told
 * afterwards.  A translator that goes by ids is asked once and not by the memo: it would say the
 * same again.
 */
#ifndef ROUTE_ASK_H
#define ROUTE_ASK_H

#include "memo.h"
#include "segment.h"

enum { UNIT_ID_SIZE = 64 };

struct service;
struct checks;
struct spending;
struct forecast;
struct remember;
struct wording;

/* What a memory has for a text that is like it. */
struct ask_similar {
	char *source, *target; /* own; words without marks */
	uint32_t score;	       /* of 1000 */
};

struct ask {
	struct source source; /* given by the caller */
	uint32_t budget;
	uint32_t owner; /* for the caller: which block, which title */
	uint32_t role;	/* enum dt_role, 0: unknown */
	char id[UNIT_ID_SIZE];
	bool shared;	     /* other pages ask it, too, and must hear the same */
	const char *section; /* the heading above it, or NULL; as long as the asking */
	/* the answer */
	struct target target;
	uint32_t rule; /* DT_RULE_NONE: target is good */
	char reason[300];
	char warning[160]; /* what a good answer has all the same; empty: nothing */
	bool plain;	   /* styles had to be left out */
	const char *given; /* what the translator said, when it was good */
	size_t given_length;
	const char *from; /* "memory", "journal"; NULL: the translator said it */
	const char *by;	  /* translator of the last answer, as long as the job; NULL: not known */
	bool counted;	  /* the job's report counts it among those that nobody was asked for */
	/* inside */
	uint32_t room;	    /* the budget as the translator hears it */
	struct text markup; /* what was asked last */
	struct text answer;
	struct text spare; /* an answer that will do if there is no better one */
	struct marks marks;
	struct memo_entry *entry;
	enum memo_state claim;
	char problem[160]; /* what was wrong with the last answer; empty: there was none */
	struct ask_similar *similar; /* n_similar, best first; NULL: none */
	uint32_t n_similar;
	float *vector; /* dimension numbers, own: where it stands among all texts; or NULL */
	uint32_t dimension;
	char asked[80];	 /* names of those who were asked */
	uint32_t tokens; /* by estimate */
	uint32_t most;	 /* texts in a batch with it, 0: no bound of its own */
	bool good, answered, too_long;
	bool asked_again;   /* though it was said to be too long */
	bool echoed;	    /* most of its batch was answered by the texts themselves */
	bool marks_bad;	    /* of the last answer: without styles it may be good */
	struct ask *whole;  /* of a piece */
	struct ask *pieces; /* n_pieces, when it is too long to be asked for as one */
	uint32_t n_pieces, wanted_pieces;
};

struct asking {
	const struct dt_call *call;
	const char *translator; /* NULL: the job's */
	const char *source_lang, *target_lang;
	const char *title;			      /* of the document, or NULL */
	const char *instructions;		      /* the user's, or NULL */
	uint32_t max_segments, max_chars, max_tokens; /* of a batch; 0: no bound */
	uint32_t usual_tokens;			      /* that a batch should have; 0: as many */
	uint64_t prompt_tokens; /* of a batch without texts; 0: not told by the translator */
	bool budgets;
	bool by_budget;		     /* the translator is DT_TRANSLATOR_BUDGETS */
	bool by_id;		     /* the translator is DT_TRANSLATOR_BY_ID */
	bool instructed;	     /* it reads context and problems */
	bool routes;		     /* it has others to ask */
	bool costs;		     /* each request has its price: few of them */
	struct memo *memo;	     /* NULL: none */
	const struct checks *checks; /* NULL: none */
	struct service *service;     /* of the job, never NULL */
	struct spending *spending;   /* of the job; NULL: no bound */
	struct forecast *forecast;   /* of the job; NULL: translators are asked */
	struct remember *remember;   /* of the job; NULL: none */
	struct wording *wording;     /* of the job; NULL: none */
	struct dt_list list;	     /* struct ask, in reading order */
};

static inline struct ask *asking_at(const struct asking *asking, uint32_t i)
{
	return (struct ask *)asking->list.at + i;
}

/* Has to be asked by us, and has no good answer yet. */
static inline bool ask_is_open(const struct ask *ask)
{
	return !ask->good && !ask->rule && (ask->claim == MEMO_MINE || ask->claim == MEMO_NONE);
}

/* Another text, to be filled in; NULL without memory. */
struct ask *asking_add(struct asking *asking);
/* Asks them all.  An error means that nobody could be asked: the pair of languages is not
 * there, the job was cancelled, memory ran out. */
dt_status asking_run(struct asking *asking, struct dt_error *err);
void asking_free(struct asking *asking);
dt_status asking_no_memory(struct dt_error *err);

#endif
