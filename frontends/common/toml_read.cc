/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "toml.h"

#include <toml++/toml.h>

#include <cstdio>
#include <exception>
#include <sstream>
#include <string>

namespace
{

json_t *convert(const toml::node &node);

json_t *convert_table(const toml::table &table)
{
	json_t *object = json_object();

	for (auto &&[key, value] : table)
		json_object_set_new(object, std::string(key.str()).c_str(), convert(value));
	return object;
}

json_t *convert_array(const toml::array &array)
{
	json_t *list = json_array();

	for (auto &&value : array)
		json_array_append_new(list, convert(value));
	return list;
}

json_t *convert_value(const toml::node &node)
{
	if (auto table = node.as_table())
		return convert_table(*table);
	if (auto array = node.as_array())
		return convert_array(*array);
	if (auto text = node.as_string())
		return json_stringn(text->get().data(), text->get().size());
	if (auto whole = node.as_integer())
		return json_integer(whole->get());
	if (auto real = node.as_floating_point())
		return json_real(real->get());
	if (auto yes = node.as_boolean())
		return json_boolean(yes->get());
	std::ostringstream text;
	if (auto date = node.as_date())
		text << date->get();
	else if (auto time = node.as_time())
		text << time->get();
	else if (auto both = node.as_date_time())
		text << both->get();
	return json_string(text.str().c_str());
}

/* Depth: toml++ bounds it. */
json_t *convert(const toml::node &node)
{
	json_t *value = convert_value(node);

	/* numbers that JSON does not have, nan and inf */
	return json_pack("{s:I, s:o}", "line", (json_int_t)node.source().begin.line, "value",
			 value ? value : json_null());
}

} // namespace

extern "C" json_t *toml_read(const char *path, struct toml_fault *fault)
{
	fault->line = 0;
	try {
		return convert(toml::parse_file(std::string_view(path)));
	} catch (const toml::parse_error &error) {
		std::string text(error.description());

		fault->line = error.source().begin.line;
		for (char &c : text)
			if (static_cast<unsigned char>(c) < ' ')
				c = ' ';
		std::snprintf(fault->text, sizeof(fault->text), "%s", text.c_str());
	} catch (const std::exception &error) {
		std::snprintf(fault->text, sizeof(fault->text), "%s", error.what());
	}
	return nullptr;
}
