/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "xml.h"

#include <stdio.h>
#include <string.h>

static void hear(void *ctx, const char *message, xmlParserSeverities severity,
		 xmlTextReaderLocatorPtr locator)
{
	struct xml_complaint *complaint = ctx;

	if (complaint->text[0] || severity == XML_PARSER_SEVERITY_WARNING ||
	    severity == XML_PARSER_SEVERITY_VALIDITY_WARNING)
		return;
	complaint->line = xmlTextReaderLocatorLineNumber(locator);
	snprintf(complaint->text, sizeof(complaint->text), "%.*s", (int)strcspn(message, "\n"),
		 message);
}

void xml_listen(xmlTextReaderPtr reader, struct xml_complaint *complaint)
{
	xmlTextReaderSetErrorHandler(reader, hear, complaint);
}

int xml_read_elements(xmlTextReaderPtr reader, bool (*element)(void *ctx, xmlTextReaderPtr reader),
		      void *ctx, const bool *stop)
{
	int more = xmlTextReaderRead(reader);

	while (more == 1 && !*stop) {
		bool below = xmlTextReaderNodeType(reader) == XML_READER_TYPE_ELEMENT &&
			     element(ctx, reader);

		if (!*stop)
			more = below ? xmlTextReaderNext(reader) : xmlTextReaderRead(reader);
	}
	return *stop ? 1 : more;
}
