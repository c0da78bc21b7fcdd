/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * break_rules.h - what languages add to UAX #14: kinsoku of Japanese and Chinese in its
 * strict form (JLReq 3.1.7, CLReq), words of Korean whole.
 */
#ifndef TYPESET_BREAK_RULES_H
#define TYPESET_BREAK_RULES_H

#include <stdint.h>

/* Takes answers (as breaks_find gives them) of places where no line may end. */
void break_rules(const char *text, uint32_t length, const char *language, char *answers);

#endif /* TYPESET_BREAK_RULES_H */
