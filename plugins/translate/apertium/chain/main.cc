// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * apertium-chain - several programs of an Apertium pipeline as one.
 *
 *     apertium-chain PROGRAM [WORD]... ["|" PROGRAM [WORD]...]...
 *     apertium-chain --knows PROGRAM [WORD]... ["|" PROGRAM [WORD]...]...
 *
 * The first reads texts that end with NUL from standard input and writes as many answers, each as
 * soon as it is there: what the same programs with -z in pipes between them would.  --knows only
 * prints one line for each program, "yes" or "no": whether it can be one of them.
 */
#include "stages.hh"

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <unistd.h>

namespace
{

std::vector<std::vector<std::string>> read_commands(char **words)
{
	std::vector<std::vector<std::string>> commands(1);

	for (; *words; words++) {
		if (!strcmp(*words, "|"))
			commands.emplace_back();
		else
			commands.back().push_back(*words);
	}
	return commands;
}

bool write_all(const std::string &text)
{
	for (size_t at = 0; at < text.size();) {
		ssize_t n = write(STDOUT_FILENO, text.data() + at, text.size() - at);

		if (n <= 0)
			return false;
		at += static_cast<size_t>(n);
	}
	return true;
}

/* A stage ends what it is given with a NUL of its own. */
void cut_behind(std::string &texts, size_t n)
{
	size_t at = 0;

	while (n-- && (at = texts.find('\0', at)) != std::string::npos)
		at++;
	if (at != std::string::npos)
		texts.resize(at);
}

/* As many texts as have come whole go through all stages at once: the fewer starts of a stage, the
 * better, and nobody waits for a text that is not there yet. */
int serve(std::vector<std::unique_ptr<Stage>> &stages)
{
	static char buffer[65536];
	std::string waiting;

	for (;;) {
		ssize_t n = read(STDIN_FILENO, buffer, sizeof(buffer));
		size_t whole;

		if (n <= 0)
			return n == 0 && waiting.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
		waiting.append(buffer, static_cast<size_t>(n));
		whole = waiting.rfind('\0');
		if (whole == std::string::npos)
			continue;
		std::string texts = waiting.substr(0, whole + 1);

		waiting.erase(0, whole + 1);
		for (auto &stage : stages) {
			size_t n =
				static_cast<size_t>(std::count(texts.begin(), texts.end(), '\0'));

			texts = stage->run(texts);
			cut_behind(texts, n);
		}
		if (!write_all(texts))
			return EXIT_FAILURE;
	}
}

} // namespace

int main(int argc, char **argv)
{
	bool ask = argc > 1 && !strcmp(argv[1], "--knows");
	std::vector<std::unique_ptr<Stage>> stages;

	/* the libraries take and give back small pieces without end, and large ones between */
	mallopt(M_MXFAST, 160);
	mallopt(M_TRIM_THRESHOLD, 256 << 20);
	mallopt(M_MMAP_THRESHOLD, 256 << 20);
	/* as the programs themselves do: the libraries go by it */
	setlocale(LC_ALL, "C.UTF-8");
	if (argc < 2 + ask)
		return EXIT_FAILURE;
	for (const auto &words : read_commands(argv + 1 + ask)) {
		if (ask) {
			puts(stage_known(words) ? "yes" : "no");
			continue;
		}
		stages.push_back(stage_new(words));
		if (!stages.back()) {
			fprintf(stderr, "apertium-chain: %s is not known here\n",
				words.empty() ? "" : words[0].c_str());
			return EXIT_FAILURE;
		}
	}
	return ask ? EXIT_SUCCESS : serve(stages);
}
