// SPDX-License-Identifier: EUPL-1.2
// Any XML document as a tree that expressions walk: elements, attributes, text, comments and
// instructions, with names as written (prefix and all) and their namespaces. For tools, tests and
// data files; forms themselves are never read this way.
#pragma once

#include "form/expr.h"

// Reads a document of at most LIMIT_WORKBOOK_BYTES. The tree and its text live in a; node numbers
// grow in document order. A document type declaration is refused, so entities of its own cannot
// blow up. ERR_PARSE and ERR_LIMIT place the fault by line and column in info. [any]
enum err form_xml_tree_read(struct str bytes, struct arena *a, struct form_tree **out,
                            struct err_info *info) MUST_CHECK;

// A data file (.csv, the first row naming the columns, or .geojson by the file's name) as
// instance('id')/root/item/column sees it. ERR_PARSE and ERR_LIMIT name the line. [any]
enum err form_xml_tree_read_table(struct str file, struct str bytes, struct arena *a,
                                  struct form_tree **out, struct err_info *info) MUST_CHECK;
