// SPDX-License-Identifier: EUPL-1.2
// Data files beside a form as tables: .csv, .xml (<root><item>…) and .geojson by the name's ending.
#pragma once

#include "form/csv_priv.h"
#include "form/expr.h"

// *out_tree is the whole document where it is XML that a table cannot hold (attributes, elements
// within columns, other names), else NULL. Text borrows from bytes and a. Errors as form_csv_read.
enum err form_data_read(struct str file, struct str bytes, struct arena *a, struct form_csv *out,
                        struct form_tree **out_tree, struct err_info *info) MUST_CHECK;
enum err form_geojson_read(struct str bytes, struct arena *a, struct form_csv *out,
                           struct err_info *info) MUST_CHECK;
bool form_data_named(struct str file); // one of the endings above
