// SPDX-License-Identifier: AGPL-3.0-or-later
#include "stages.hh"

#include <apertium-lex-tools/lrx_processor.h>
#include <apertium/hmm.h>
#include <apertium/interchunk.h>
#include <apertium/postchunk.h>
#include <apertium/pretransfer.h>
#include <apertium/transfer.h>
#include <lttoolbox/fst_processor.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdio_ext.h>
#include <sys/mman.h>
#include <unistd.h>

namespace
{

[[noreturn]] void fail(const std::string &what)
{
	fprintf(stderr, "apertium-chain: %s: %s\n", what.c_str(), strerror(errno));
	exit(EXIT_FAILURE);
}

FILE *open_or_fail(const std::string &path)
{
	FILE *file = fopen(path.c_str(), "rbe");

	if (!file)
		fail(path);
	return file;
}

/* ---- streams in memory ------------------------------------------------------- */

/* What a stage writes, as the UFILE that the libraries want. */
class Output
{
	char *at = nullptr;
	size_t size = 0;
	FILE *file = open_memstream(&at, &size);

      public:
	UFILE *stream = file ? u_finit(file, nullptr, "UTF-8") : nullptr;

	Output()
	{
		if (!stream)
			fail("memory");
		__fsetlocking(file, FSETLOCKING_BYCALLER);
	}
	Output(const Output &) = delete;
	Output &operator=(const Output &) = delete;
	~Output()
	{
		free(at);
	}
	std::string finish()
	{
		u_fclose(stream);
		fclose(file);
		return std::string(at, size);
	}
};

/* A stage that reads from an InputFile and writes to a UFILE, as nearly all do. */
class Streamed : public Stage
{
	virtual void work(InputFile &in, UFILE *out) = 0;

      public:
	std::string run(const std::string &in) override
	{
		InputFile input;
		Output output;
		FILE *file = fmemopen(const_cast<char *>(in.data()), in.size(), "r");

		if (!file)
			fail("memory");
		__fsetlocking(file, FSETLOCKING_BYCALLER);
		input.wrap(file);
		work(input, output.stream);
		return output.finish();
	}
};

/* ---- the stages ---------------------------------------------------------------- */

enum class Fst { analysis, bilingual, generation, postgeneration };

class Lookup : public Streamed
{
	FSTProcessor processor;
	Fst kind;

	void work(InputFile &in, UFILE *out) override
	{
		processor.setNullFlush(true); /* a call leaves it off */
		switch (kind) {
		case Fst::analysis:
			processor.analysis(in, out);
			break;
		case Fst::bilingual:
			processor.bilingual(in, out);
			break;
		case Fst::generation:
			processor.generation(in, out, gm_clean);
			break;
		case Fst::postgeneration:
			processor.postgeneration(in, out);
			break;
		}
	}

      public:
	Lookup(Fst kind, bool dictionary_case, const std::string &path) : kind(kind)
	{
		FILE *file = open_or_fail(path);

		processor.setDictionaryCaseMode(dictionary_case);
		processor.load(file);
		fclose(file);
		if (kind == Fst::analysis)
			processor.initAnalysis();
		else if (kind == Fst::bilingual)
			processor.initBiltrans();
		else if (kind == Fst::generation)
			processor.initGeneration();
		else
			processor.initPostgeneration();
	}
};

class Pretransfer : public Streamed
{
	void work(InputFile &in, UFILE *out) override
	{
		processStream(in, out, true, false, false);
	}
};

class LexicalSelection : public Streamed
{
	LRXProcessor processor;

	void work(InputFile &in, UFILE *out) override
	{
		processor.setNullFlush(true);
		processor.process(in, out);
	}

      public:
	explicit LexicalSelection(const std::string &path)
	{
		FILE *file = open_or_fail(path);

		processor.load(file);
		fclose(file);
		processor.init();
	}
};

enum class Bilingual { in_file, in_input, none };

class ChunkedTransfer : public Streamed
{
	Transfer transfer;

	void work(InputFile &in, UFILE *out) override
	{
		transfer.setNullFlush(true);
		transfer.transfer(in, out);
	}

      public:
	ChunkedTransfer(Bilingual bilingual, const std::vector<std::string> &files)
	{
		if (bilingual != Bilingual::in_file)
			transfer.setUseBilingual(false);
		if (bilingual == Bilingual::in_input)
			transfer.setPreBilingual(true);
		transfer.read(files[0], files[1], files.size() > 2 ? files[2] : "");
	}
};

class BetweenChunks : public Streamed
{
	Interchunk interchunk;

	void work(InputFile &in, UFILE *out) override
	{
		interchunk.setNullFlush(true);
		interchunk.interchunk(in, out);
	}

      public:
	explicit BetweenChunks(const std::vector<std::string> &files)
	{
		interchunk.read(files[0].c_str(), files[1].c_str());
	}
};

class AfterChunks : public Streamed
{
	Postchunk postchunk;

	void work(InputFile &in, UFILE *out) override
	{
		postchunk.setNullFlush(true);
		postchunk.postchunk(in, out);
	}

      public:
	explicit AfterChunks(const std::vector<std::string> &files)
	{
		postchunk.read(files[0].c_str(), files[1].c_str());
	}
};

/* The tagger opens what it reads by name. */
class Tagger : public Stage
{
	Apertium::TaggerFlags flags;
	std::unique_ptr<HMM> hmm;

      public:
	explicit Tagger(const std::string &path)
	{
		FILE *file = open_or_fail(path);

		TaggerWord::generate_marks = false;
		hmm = std::make_unique<HMM>(flags);
		hmm->deserialise(file);
		fclose(file);
		TaggerWord::setArrayTags(hmm->getArrayTags());
	}

	std::string run(const std::string &in) override
	{
		int fd = memfd_create("text", MFD_CLOEXEC);
		Output output;
		std::string name = "/proc/self/fd/" + std::to_string(fd);

		for (size_t at = 0; fd >= 0 && at < in.size();) {
			ssize_t n = write(fd, in.data() + at, in.size() - at);

			if (n <= 0)
				fail("memory");
			at += static_cast<size_t>(n);
		}
		if (fd < 0)
			fail("memory");
		hmm->setNullFlush(true);
		static_cast<Apertium::FILE_Tagger &>(*hmm).tagger(name.c_str(), output.stream);
		close(fd);
		return output.finish();
	}
};

/* ---- words of a program ---------------------------------------------------------- */

struct Command {
	std::string options; /* letters, without -z */
	std::vector<std::string> files;
	bool good = true;

	explicit Command(const std::vector<std::string> &words)
	{
		for (size_t i = 1; i < words.size(); i++) {
			const std::string &word = words[i];

			if (word == "-z")
				continue;
			if (word.size() == 2 && word[0] == '-')
				options += word[1];
			else if (word.empty() || word[0] == '-')
				good = false;
			else
				files.push_back(word);
		}
	}
	bool is(const char *letters, size_t n) const
	{
		return options == letters && files.size() == n;
	}
};

using Maker = std::unique_ptr<Stage> (*)(const Command &);

template <Fst kind, bool dictionary_case> std::unique_ptr<Stage> lookup(const Command &command)
{
	return std::make_unique<Lookup>(kind, dictionary_case, command.files[0]);
}

template <Bilingual bilingual> std::unique_ptr<Stage> transfer(const Command &command)
{
	return std::make_unique<ChunkedTransfer>(bilingual, command.files);
}

struct Program {
	const char *name, *options;
	size_t files;
	Maker make;
};

const Program programs[] = {
	{ "lt-proc", "", 1, lookup<Fst::analysis, false> },
	{ "lt-proc", "w", 1, lookup<Fst::analysis, true> },
	{ "lt-proc", "b", 1, lookup<Fst::bilingual, false> },
	{ "lt-proc", "n", 1, lookup<Fst::generation, false> },
	{ "lt-proc", "p", 1, lookup<Fst::postgeneration, false> },
	{ "apertium-wblank-attach", "", 0, [](const Command &) { return stage_attach(); } },
	{ "apertium-wblank-detach", "", 0, [](const Command &) { return stage_detach(); } },
	{ "apertium-tagger", "g", 1,
	  [](const Command &command) -> std::unique_ptr<Stage> {
		  return std::make_unique<Tagger>(command.files[0]);
	  } },
	{ "apertium-pretransfer", "", 0,
	  [](const Command &) -> std::unique_ptr<Stage> {
		  return std::make_unique<Pretransfer>();
	  } },
	{ "lrx-proc", "m", 1,
	  [](const Command &command) -> std::unique_ptr<Stage> {
		  return std::make_unique<LexicalSelection>(command.files[0]);
	  } },
	{ "apertium-transfer", "", 3, transfer<Bilingual::in_file> },
	{ "apertium-transfer", "b", 2, transfer<Bilingual::in_input> },
	{ "apertium-transfer", "n", 2, transfer<Bilingual::none> },
	{ "apertium-interchunk", "", 2,
	  [](const Command &command) -> std::unique_ptr<Stage> {
		  return std::make_unique<BetweenChunks>(command.files);
	  } },
	{ "apertium-postchunk", "", 2,
	  [](const Command &command) -> std::unique_ptr<Stage> {
		  return std::make_unique<AfterChunks>(command.files);
	  } },
};

const Program *find(const std::vector<std::string> &words, const Command &command)
{
	if (words.empty() || !command.good)
		return nullptr;
	for (const Program &program : programs)
		if (words[0] == program.name && command.is(program.options, program.files))
			return &program;
	return nullptr;
}

} // namespace

bool stage_known(const std::vector<std::string> &words)
{
	return find(words, Command(words)) != nullptr;
}

std::unique_ptr<Stage> stage_new(const std::vector<std::string> &words)
{
	Command command(words);
	const Program *program = find(words, command);

	return program ? program->make(command) : nullptr;
}
