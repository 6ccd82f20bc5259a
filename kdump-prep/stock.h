/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stock.h - the real kexec's command line for a load, where that is the best
 * that can be done.
 */
#ifndef KDP_KDUMP_PREP_STOCK_H
#define KDP_KDUMP_PREP_STOCK_H

#include <stdbool.h>

#include "kdump-prep/error.h"
#include "kdump-prep/load.h"

/* "kexec -s -p --command-line=... --initrd=... --noefi KERNEL" and NULL */
struct kdp_stock {
	char *argv[8];
};

/**
 * kdp_stock_make() - write the command line
 * @cmdline: of the second kernel
 * @by_file: by kexec_file_load(2)
 * @ret: the caller calls kdp_stock_deinit(), also after an error
 */
KDP_MUST_CHECK
struct kdp_error *kdp_stock_make(const struct kdp_load_options *options,
				 const char *cmdline, bool by_file,
				 struct kdp_stock *ret);
void kdp_stock_deinit(struct kdp_stock *stock);

#endif
