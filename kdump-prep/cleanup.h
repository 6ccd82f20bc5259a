/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cleanup.h - scope guards: what a function owns is released when its scope
 * ends, whichever way it ends.
 */
#ifndef KDP_KDUMP_PREP_CLEANUP_H
#define KDP_KDUMP_PREP_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define KDP_CLEANUP(function) __attribute__((cleanup(function)))

static inline void kdp_cleanup_free(void *p)
{
	free(*(void **)p);
}

static inline void kdp_cleanup_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void kdp_cleanup_fclose(FILE **file)
{
	if (*file)
		fclose(*file);
}

/* Memory from malloc(), freed at the end of the scope. */
#define KDP_AUTO_FREE KDP_CLEANUP(kdp_cleanup_free)
/* File descriptor, -1 for none, closed at the end of the scope. */
#define KDP_AUTO_CLOSE KDP_CLEANUP(kdp_cleanup_close)
/* FILE, NULL for none, closed at the end of the scope. */
#define KDP_AUTO_FCLOSE KDP_CLEANUP(kdp_cleanup_fclose)

/* Hands @p to the caller: the guard finds NULL. */
#define KDP_TAKE(p)                             \
	__extension__({                         \
		__typeof__(p) kdp_taken_ = (p); \
		(p) = NULL;                     \
		kdp_taken_;                     \
	})

#endif
