// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stock.c - writes a command line for the real kexec; see stock.h.
 */
#include "kdump-prep/stock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct kdp_error *kdp_stock_make(const struct kdp_load_options *options,
				 const char *cmdline, bool by_file,
				 struct kdp_stock *ret)
{
	const struct {
		const char *name;
		const char *value;
		bool wanted;
	} word[] = {
		{ "kexec", "", true },
		{ "-s", "", by_file },
		{ "-p", "", true },
		{ "--command-line=", cmdline, true },
		{ "--initrd=", options->initrd, options->initrd != NULL },
		{ "--noefi", "", options->noefi },
		{ "", options->kernel, true },
	};
	const size_t count = sizeof(word) / sizeof(word[0]);
	size_t i, n = 0;

	*ret = (struct kdp_stock){ .argv = { NULL } };
	for (i = 0; i < count; i++) {
		if (!word[i].wanted)
			continue;
		if (asprintf(&ret->argv[n], "%s%s", word[i].name,
			     word[i].value) < 0) {
			ret->argv[n] = NULL;
			return &kdp_enomem;
		}
		n++;
	}
	return NULL;
}

void kdp_stock_deinit(struct kdp_stock *stock)
{
	size_t i;

	for (i = 0; stock->argv[i]; i++)
		free(stock->argv[i]);
	stock->argv[0] = NULL;
}
