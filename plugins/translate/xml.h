/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * xml.h - an XML file from its beginning to its end, with the first thing that is wrong with it.
 *
 * For readers (xmlTextReader) of TBX, TMX and XLIFF.  No state: any thread.
 */
#ifndef TRANSLATE_XML_H
#define TRANSLATE_XML_H

#include <libxml/xmlreader.h>
#include <stdbool.h>

/* What libxml2 said first that is no warning; "" nothing. */
struct xml_complaint {
	char text[200];
	int line;
};

void xml_listen(xmlTextReaderPtr reader, struct xml_complaint *complaint);

/* Calls element for each element that starts; it returns true when it has read what is below, and
 * sets *stop when it wants no more.  0: all is read, -1: what comes next cannot be, 1: stopped. */
int xml_read_elements(xmlTextReaderPtr reader, bool (*element)(void *ctx, xmlTextReaderPtr reader),
		      void *ctx, const bool *stop);

#endif
