/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * load_show.h - what --debug and --dry-run print of a load.
 */
#ifndef KDP_KDUMP_PREP_LOAD_SHOW_H
#define KDP_KDUMP_PREP_LOAD_SHOW_H

#include <stdbool.h>

#include "kdump-prep/checklist.h"
#include "kdump-prep/error.h"
#include "kdump-prep/image.h"

/**
 * kdp_load_show_image() - segments, defaults and command line, as text
 */
void kdp_load_show_image(const struct kdp_image *image);

/**
 * kdp_load_show_checks() - each check with its result, and the image
 * @image: NULL when there is none
 * @skipped: why the checks that are not in the list were not made; they are
 *	added to it
 */
KDP_MUST_CHECK
struct kdp_error *kdp_load_show_checks(struct kdp_checklist *checks,
				       const struct kdp_image *image, bool json,
				       const char *skipped);

#endif
