// SPDX-License-Identifier: EUPL-1.2
// CHECK stays in every build: a kiosk that stops and is restarted beats one that saves wrong data.
// Use it at the borders of seal, store and plugins; plain assert() is for the rest.
#pragma once

// Prints file, line and the broken expression (never data) and aborts.
_Noreturn void check_failed(const char *file, int line, const char *expression);

#define CHECK(expression) ((expression) ? (void)0 : check_failed(__FILE__, __LINE__, #expression))
