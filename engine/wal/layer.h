// SPDX-License-Identifier: EUPL-1.2
// A layer (VFS) between SQLite and its file functions, for databases that keep a log (WAL) and sync
// every commit: what is appended to the log goes out in one call where SQLite makes two for each
// page. All other files go straight to the functions below.
//
// What is held back reaches the file before anything else is asked of it, a sync above all, and an
// error of it is the sync's: a commit that SQLite calls durable is as durable as without the layer,
// and a crash takes what is held as it takes any write that was not synced. Only for connections
// with PRAGMA synchronous = FULL or EXTRA: with less, SQLite shows commits to others unsynced. At
// most 128 KiB a connection are held, and nothing but what goes into the file.
#pragma once

// The layer's name, for sqlite3_open_v2, over what is SQLite's default now; NULL, which means the
// default itself, where there is none. Valid for good. [any]
const char *wal_layer(void);
