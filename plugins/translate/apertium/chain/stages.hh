/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * stages.hh - the programs of an Apertium pipeline as objects of one process.
 *
 * Each does what the program of that name does with -z, on a stretch of its input that ends with
 * a NUL: texts ended by NUL go in, as many come out, and what is between two NULs knows nothing of
 * what came before.  They are the classes of Apertium's own libraries, which end the process when
 * a file is not good: so this lives in a program of its own, not in the plugin.  One thread.
 */
#ifndef APERTIUM_CHAIN_STAGES_H
#define APERTIUM_CHAIN_STAGES_H

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

class Stage
{
      public:
	virtual ~Stage() = default;
	/* All that comes out for in. */
	virtual std::string run(const std::string &in) = 0;
};

/* Is it a program that is known here, with options that are? */
bool stage_known(const std::vector<std::string> &words);
/* That program; loads its files, and ends the process when one cannot be read. */
std::unique_ptr<Stage> stage_new(const std::vector<std::string> &words);

/* blanks.cc: apertium-wblank-attach and apertium-wblank-detach. */
std::unique_ptr<Stage> stage_attach();
std::unique_ptr<Stage> stage_detach();

#endif
