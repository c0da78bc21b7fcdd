// SPDX-License-Identifier: AGPL-3.0-or-later
/* Word-bound blanks: "[[A]]" is said once for several words after the analysis, and for each word
 * between there and the generation. */
#include "stages.hh"

#include <functional>

namespace
{

/* The end of a piece that begins at: "[[...]]", "[...]", "^...$", an escaped or a bare sign. */
size_t piece_end(const std::string &text, size_t at)
{
	const char open = text[at];
	size_t i = at + 1;

	if (open == '\\')
		return at + 2 < text.size() ? at + 2 : text.size();
	if (text.compare(at, 2, "[[") == 0) {
		size_t end = text.find("]]", at);

		return end == std::string::npos ? text.size() : end + 2;
	}
	if (open != '[' && open != '^')
		return i;
	const char close = open == '[' ? ']' : '$';

	while (i < text.size() && text[i] != close && text[i] != '\0')
		i += text[i] == '\\' ? 2 : 1;
	return i < text.size() ? i + 1 : text.size();
}

class Blanks : public Stage
{
	bool attach;
	std::string blank; /* that of the words here */

	void take(std::string &out, const std::string &text, size_t at, size_t end)
	{
		bool word = text[at] == '^';

		if (text.compare(at, 2, "[[") == 0) {
			blank = attach && text.compare(at, 5, "[[/]]") == 0
					? std::string()
					: text.substr(at, end - at);
			return;
		}
		if (word && !blank.empty())
			out += blank;
		out.append(text, at, end - at);
		if (word && !blank.empty() && !attach) {
			out += "[[/]]";
			blank.clear();
		}
		if (text[at] == '\0')
			blank.clear();
	}

      public:
	explicit Blanks(bool attach) : attach(attach)
	{
	}

	std::string run(const std::string &in) override
	{
		std::string out;

		out.reserve(in.size() + in.size() / 2);
		for (size_t at = 0; at < in.size();) {
			size_t end = piece_end(in, at);

			take(out, in, at, end);
			at = end;
		}
		return out;
	}
};

} // namespace

std::unique_ptr<Stage> stage_attach()
{
	return std::make_unique<Blanks>(true);
}

std::unique_ptr<Stage> stage_detach()
{
	return std::make_unique<Blanks>(false);
}
